import type { JobReply, JobRequest } from '../harness/load-process.ts';
import { treeCpuSeconds } from '../harness/process-tree.ts';
import { jobs } from './jobs.ts';

/** Entry point of a load process: runs the jobs that its parent asks for, and ends with its parent. */
process.on('message', (request: JobRequest) => void answer(request));
process.on('disconnect', () => process.exit());

async function answer({ name, args }: JobRequest): Promise<void> {
  const before = treeCpuSeconds(process.pid);
  let reply: JobReply;
  try {
    const job = jobs[name] as (args: unknown) => unknown;
    const result = await job(args);
    // With that of programs which it has run.
    reply = { result, cpuSeconds: treeCpuSeconds(process.pid) - before };
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(reply);
}
