/** `slidespeaker doctor` */

import { Command } from 'commander';
import { diagnose, type Finding } from '../doctor.ts';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('try every tool by really using it, and say what to do about those that fail')
    .option('--json', 'answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const findings: Finding[] = [];
      for await (const finding of diagnose()) {
        findings.push(finding);
        if (!json) console.log(line(finding));
      }
      const failed = findings.filter(({ problem }) => problem !== undefined);
      if (json) console.log(JSON.stringify({ ok: failed.length === 0, findings }, undefined, 2));
      else
        console.log(failed.length === 0 ? '\nEverything works.' : `\n${failed.length} of ${findings.length} failed.`);
      process.exitCode = failed.length === 0 ? 0 : 1;
    });
}

function line({ name, found, problem, remedy }: Finding): string {
  const head = `${problem === undefined ? 'ok    ' : 'FAILED'}  ${name.padEnd(22)} ${problem ?? found}`;
  return remedy === undefined || problem === undefined ? head : `${head}\n        ${' '.repeat(22)} → ${remedy}`;
}
