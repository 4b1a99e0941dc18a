import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';

import { PARENT, THREAD, line, sessionMeta, turnContext, usage, usageRecord } from '../codex/lines.ts';
import { temporaryFolder } from '../temporary.ts';
import { asText, inputs, read, rolloutLines } from './rollout.ts';

describe('a rollout', () => {
  const folder = temporaryFolder();
  const file = (): string => folder('rollout.jsonl');
  const write = (text: string | Buffer): void => {
    writeFileSync(file(), text);
  };
  /** Reads the file as it is, then changes it; the checkpoint of the first reading. */
  const readThen = async (text: string, change: () => void) => {
    write(text);
    const first = await read(file());
    change();
    return first?.batch.checkpoint;
  };

  it('is read from its beginning', async () => {
    write(asText(rolloutLines(3)));
    assert.deepEqual(inputs(await read(file())), [100, 200, 300]);
  });

  it('that has not changed has nothing new', async () => {
    const checkpoint = await readThen(asText(rolloutLines(3)), () => undefined);
    const again = await read(file(), checkpoint);
    assert.deepEqual([inputs(again), again?.bytesRead], [[], 0]);
  });

  it('that a version before has read is not read anew', async () => {
    const text = asText(rolloutLines(3));
    const checkpoint = await readThen(text, () => undefined);
    assert.ok(checkpoint !== undefined);
    const bytes = Buffer.from(text);
    const ends = Buffer.concat([bytes.subarray(0, 512), bytes.subarray(-512)]);
    const endsHash = createHash('sha256').update(ends).digest('base64url');
    const again = await read(file(), { ...checkpoint, endsHash });
    assert.deepEqual([inputs(again), again?.bytesRead], [[], 0]);
  });

  it('that has gone is not read', async () => assert.equal(await read(file()), undefined));

  it('that has grown is read from where it ended', async () => {
    const lines = rolloutLines(3);
    const [before, after] = [asText(lines.slice(0, 6)), asText(lines.slice(6))];
    const again = await read(file(), await readThen(before, () => appendFileSync(file(), after)));
    assert.deepEqual([inputs(again), again?.bytesRead], [[200, 300], Buffer.byteLength(after)]);
  });

  it('whose last line is whole is read to its end, and its newline is nothing new', async () => {
    const text = asText(rolloutLines(2)) + usageRecord('resp_last', usage(300, 0, 1));
    const checkpoint = await readThen(text, () => appendFileSync(file(), '\n'));
    const again = await read(file(), checkpoint);
    assert.deepEqual(
      [checkpoint?.offsetBytes, inputs(again), again?.batch.checkpoint.malformedLines],
      [Buffer.byteLength(text), [], 0],
    );
  });

  it('keeps a line that is still being written for later', async () => {
    const text = asText(rolloutLines(1)) + usageRecord('resp_late', usage(999, 0, 1)).slice(0, 200);
    const checkpoint = await readThen(text, () => undefined);
    assert.equal(checkpoint?.offsetBytes, Buffer.byteLength(asText(rolloutLines(1))));
  });

  it('that was cut off is read anew', async () => {
    const lines = rolloutLines(3);
    const checkpoint = await readThen(asText(lines), () => write(asText(lines.slice(0, 6))));
    assert.deepEqual(inputs(await read(file(), checkpoint)), [100]);
  });

  it('that was replaced by another thread’s is read anew', async () => {
    const other = asText(rolloutLines(5, { id: PARENT, session_id: PARENT }));
    const checkpoint = await readThen(asText(rolloutLines(2)), () => write(other));
    assert.deepEqual(inputs(await read(file(), checkpoint)), [100, 200, 300, 400, 500]);
  });

  it('that was written anew with the same beginning is read anew', async () => {
    const lines = rolloutLines(4);
    const shorter = [...lines.slice(0, 3), ...lines.slice(4)];
    const checkpoint = await readThen(asText(lines.slice(0, 6)), () => write(asText(shorter)));
    assert.deepEqual(inputs(await read(file(), checkpoint)), [100, 200, 300, 400]);
  });

  it('that was cut off and has grown again is read anew', async () => {
    const lines = rolloutLines(6);
    const checkpoint = await readThen(asText(lines.slice(0, 12)), () =>
      write(asText([...lines.slice(0, 6), ...lines.slice(12)])),
    );
    assert.deepEqual(inputs(await read(file(), checkpoint)), [100, 400, 500, 600]);
  });

  it('that was short when first read is known again when it has grown', async () => {
    const short = sessionMeta();
    const checkpoint = await readThen(`${short}\n`, () =>
      appendFileSync(file(), asText([turnContext(), usageRecord('a', usage(7, 0, 1))])),
    );
    const again = await read(file(), checkpoint);
    assert.deepEqual([inputs(again), again?.batch.events[0]?.surroundings.model], [[7], 'gpt-5.5']);
  });

  it('that was empty when first read is read when it has grown', async () => {
    const checkpoint = await readThen('', () => write(asText(rolloutLines(1))));
    assert.deepEqual(inputs(await read(file(), checkpoint)), [100]);
  });

  it('gives the same requests wherever it is cut between two readings', async () => {
    const record = (id: string, input: number): string =>
      line('token_usage_record', {
        thread_id: THREAD,
        response_id: id,
        usage: { input_tokens: input, output_tokens: 1 },
      });
    const output = line('response_item', { text: 'ä€😀' });
    const bytes = Buffer.from(
      asText([line('session_meta', { id: THREAD }), record('a', 100), output, record('b', 200)]),
    );
    const whole = [100, 200];
    const wrong: number[] = [];
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      write(bytes.subarray(0, cut));
      const first = await read(file());
      appendFileSync(file(), bytes.subarray(cut));
      const second = await read(file(), first?.batch.checkpoint);
      if (JSON.stringify([...inputs(first), ...inputs(second)]) !== JSON.stringify(whole)) {
        wrong.push(cut);
      }
    }
    assert.deepEqual(wrong, []);
  });
});

describe('the bad lines of a rollout', () => {
  const folder = temporaryFolder();

  async function malformedIn(
    ...bad: readonly (string | Buffer)[]
  ): Promise<readonly [malformed: number | undefined, inputs: number[]]> {
    const lines = rolloutLines(2);
    const parts = [asText(lines.slice(0, 6)), ...bad, asText(lines.slice(6))].map((part) => Buffer.from(part));
    writeFileSync(folder('rollout.jsonl'), Buffer.concat(parts));
    const result = await read(folder('rollout.jsonl'));
    return [result?.batch.checkpoint.malformedLines, inputs(result)];
  }

  const record = usageRecord('resp_bad', usage(1, 0, 1));
  const cases: readonly (readonly [says: string, bad: string | Buffer, malformed: number])[] = [
    ['that are torn', `${record.slice(0, 150)}\n`, 1],
    ['that are empty', '\n\n', 0],
    ['that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]), 0],
    [
      'that have broken letters in them',
      Buffer.concat([Buffer.from(record.slice(0, -1)), Buffer.from([0xff, 0x0a])]),
      1,
    ],
    ['that are too long for ours', `${record.slice(0, -1)},"x":"${'y'.repeat(33 << 20)}"}\n`, 1],
    ['that are zero bytes', Buffer.concat([Buffer.alloc(100_000), Buffer.from('\n')]), 0],
    ['that nest without end', `{"type":"token_usage_record","payload":${'['.repeat(200_000)}\n`, 1],
    ['that are long model output', `{"type":"response_item","payload":"${'y'.repeat(5 << 20)}"}\n`, 0],
  ];
  for (const [says, bad, malformed] of cases) {
    it(`${says} do not keep the others from being read`, async () =>
      assert.deepEqual(await malformedIn(bad), [malformed, [100, 200]]));
  }

  it('are counted on from one reading to the next', async () => {
    const file = folder('rollout.jsonl');
    writeFileSync(file, asText([...rolloutLines(1), record.slice(0, 150)]));
    const checkpoint = (await read(file))?.batch.checkpoint;
    appendFileSync(file, asText([record.slice(0, 150)]));
    assert.equal((await read(file, checkpoint))?.batch.checkpoint.malformedLines, 2);
  });
});
