/** A task as it is kept → a task as REST shows it. */

import { percentOf, type TaskView } from '../domain/index.ts';
import type { TaskRecord } from '../platform/task-store.ts';
import { outputViews } from './output-view.ts';

export interface Addresses {
  /** Put before links to this server, without a slash at the end; empty: they are paths. */
  linkBase: string;
  temporal: { uiUrl: string; namespace: string };
}

/** @returns the function that shows a task under these addresses. */
export function createTaskView({ linkBase, temporal }: Addresses): (task: TaskRecord) => TaskView {
  return ({
    request,
    status,
    stage,
    slides,
    pictures,
    clips,
    further,
    warnings,
    outputs,
    cost,
    error,
    createdAt,
    updatedAt,
  }) => {
    const self = `${linkBase}/api/tasks/${request.id}`;
    const pictured = new Set(pictures.map(({ slide }) => slide));
    const clipped = new Set(clips.map(({ slide }) => slide));
    return {
      id: request.id,
      name: request.deck.name,
      status,
      stage,
      percent: percentOf({ status, stage, slides, further, options: request.options }),
      slides: slides.map((slide) => ({
        ...slide,
        ...(pictured.has(slide.number) && { picture: `${self}/slides/${slide.number}.png` }),
        // Of an earlier attempt there may be one, too.
        ...(slide.stage === 'done' && clipped.has(slide.number) && { clip: `${self}/slides/${slide.number}/clip.mp4` }),
      })),
      options: request.options,
      cost,
      warnings,
      outputs: outputViews(outputs, self),
      ...(error === undefined ? {} : { error }),
      attempt: request.attempt,
      version: request.version ?? 1,
      links: {
        self,
        events: `${self}/events`,
        script: `${self}/script`,
        versions: `${self}/versions`,
        console: `${temporal.uiUrl}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows/${request.id}`,
      },
      createdAt: new Date(createdAt).toISOString(),
      updatedAt: new Date(updatedAt).toISOString(),
    };
  };
}
