/** A process with one listener that greets: for what concerns a whole process, such as its descriptors. Prints its port. */
import { startTestListener } from './test-listener.ts';

const listener = await startTestListener(async (connection) => {
  connection.write('hello\r\n');
  for (;;) connection.write(await connection.readLine(1000));
});
process.stdout.write(`${listener.port}\n`);
