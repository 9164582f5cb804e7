import type { JobReply, JobRequest } from '../harness/load-process.ts';
import { jobs } from './jobs.ts';

/** Entry point of a load process: runs the jobs that its parent asks for, and ends with its parent. */
process.on('message', (request: JobRequest) => void answer(request));
process.on('disconnect', () => process.exit());

async function answer({ name, args }: JobRequest): Promise<void> {
  const before = process.cpuUsage();
  let reply: JobReply;
  try {
    const job = jobs[name] as (args: unknown) => unknown;
    const result = await job(args);
    const { user, system } = process.cpuUsage(before);
    reply = { result, cpuSeconds: (user + system) / 1e6 };
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(reply);
}
