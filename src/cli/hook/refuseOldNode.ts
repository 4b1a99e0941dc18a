import { OLDEST_NODE, isNodeTooOld } from '../nodeVersion.ts';
import { leaveReason } from './leaveReason.ts';

/** Ends a hook that was started with an old Node, before it fails over what is not there. */
if (isNodeTooOld()) {
  leaveReason(`Node ${OLDEST_NODE} or newer is needed, and ${process.execPath} is ${process.versions.node}`);
  process.exit(1);
}
