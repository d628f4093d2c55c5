import { runTask, type Task } from './task.ts';

process.on('message', (task: Task) => {
  process.send?.(runTask(task), () => process.disconnect());
});
