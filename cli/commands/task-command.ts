/** A command that is about one task. */

import { Command } from 'commander';

export const taskCommand = (name: string, description: string): Command =>
  new Command(name).description(description).argument('<id>', 'the task').option('--json', 'answer as JSON');
