/** The wait for a person: the script can be edited and is approved by Updates, however many days and restarts it takes. */

import { condition, setHandler } from '@temporalio/workflow';
import type { RunRef, ScriptRef } from '../domain/index.ts';
import { approve, editScript } from './messages.ts';
import { quick } from './policies.ts';

export interface Review {
  /** Shows the script to the person and resolves with the version that was approved. */
  of(script: ScriptRef): Promise<ScriptRef>;
}

/** Registers the handlers, so it must run before the workflow's first wait. */
export function openReview(run: RunRef): Review {
  let script: ScriptRef | undefined;
  let approved = false;

  setHandler(
    editScript,
    async ({ script: edited }) => {
      script = { ...edited, version: (script?.version ?? 0) + 1 };
      const { key, version } = script;
      await quick.recordProgress({ run, scriptKey: key, scriptVersion: version });
      return { version };
    },
    {
      validator: ({ baseVersion }) => {
        if (!script || approved) throw new Error('not_under_review');
        if (baseVersion !== script.version) throw new Error('version_conflict');
      },
    },
  );

  setHandler(
    approve,
    ({ version }) => {
      approved = true;
      return { version };
    },
    {
      validator: ({ version }) => {
        if (!script) throw new Error('not_under_review');
        if (version !== script.version) throw new Error('version_conflict');
      },
    },
  );

  return {
    of: async (written) => {
      script = written;
      await quick.recordProgress({ run, status: 'awaiting_review', stage: 'review' });
      await condition(() => approved);
      await quick.recordProgress({ run, status: 'running', stage: 'speaking', scriptApproved: true });
      return script;
    },
  };
}
