/** The wait for a person: the script can be edited and is approved by Updates, however many days and restarts it takes. */

import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { Draft, KeptScript, RunRef, ScriptRef } from '../domain/index.ts';
import { approve, editScript, rewriteSlide } from './messages.ts';
import { quick } from './policies.ts';

export interface Review {
  /** Shows the script to the person and resolves with the version that was approved. */
  of(script: ScriptRef, writer: Rewriter): Promise<ScriptRef>;
  /** What the person has seen, as it stands; undefined before there is anything to see. */
  kept(): KeptScript | undefined;
}

/** Writes one slide anew as the reviewer wishes, and puts it into a script. */
export interface Rewriter {
  draft(current: ScriptRef, slide: number, wish: string): Promise<Draft>;
  put(draft: Draft, onto: ScriptRef): Promise<ScriptRef>;
}

/** Registers the handlers, so it must run before the workflow's first wait. */
export function openReview(run: RunRef): Review {
  let script: ScriptRef | undefined;
  let writer: Rewriter | undefined;
  let approved = false;

  const replace = async (edited: ScriptRef): Promise<{ version: number }> => {
    script = { ...edited, version: (script?.version ?? 0) + 1 };
    const { key, version } = script;
    await quick.recordProgress({ run, scriptKey: key, scriptVersion: version });
    return { version };
  };

  setHandler(editScript, ({ script: edited }) => replace(edited), {
    validator: ({ baseVersion }) => {
      if (!script || approved) throw new Error('not_under_review');
      if (baseVersion !== script.version) throw new Error('version_conflict');
    },
  });

  setHandler(
    rewriteSlide,
    async ({ slide, wish }) => {
      if (!script || !writer) throw notUnderReview();
      const draft = await writer.draft(script, slide, wish);
      // What was edited meanwhile stays: the new words go onto the script as it is by now.
      for (;;) {
        const base: ScriptRef = script;
        const next = await writer.put(draft, base);
        if (approved) throw notUnderReview();
        if (script === base) return replace(next);
      }
    },
    {
      validator: ({ slide }) => {
        if (!script || approved) throw new Error('not_under_review');
        if (!script.slides.some(({ number }) => number === slide)) throw new Error('unknown_slide');
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
    of: async (written, rewriter) => {
      script = written;
      writer = rewriter;
      await quick.recordProgress({ run, status: 'awaiting_review', stage: 'review' });
      await condition(() => approved);
      await quick.recordProgress({ run, status: 'running', stage: 'speaking', scriptApproved: true });
      return script;
    },
    kept: () => script && { key: script.key, version: script.version, approved },
  };
}

const notUnderReview = (): ApplicationFailure => ApplicationFailure.nonRetryable('not_under_review');
