/**
 * The loopback backend as a process of its own, for a demo that outlives the script that set it up.
 * `node backendProcess.ts [port]` prints one line, `{"url": …}`, and ends when its standard input does.
 */
import { startBackend } from './backend.ts';

const backend = await startBackend({ port: Number(process.argv[2] ?? 0), demoPace: true });
process.stdout.write(`${JSON.stringify({ url: backend.url })}\n`);
process.stdin.resume();
process.stdin.once('end', () => void backend.stop());
