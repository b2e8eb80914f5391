/** The voices that a task's directives may name: those of its provider, first those of its language. */

import { useMemo } from 'react';
import { voiceProvider } from '../../../domain/options.ts';
import type { TaskView, VoiceView } from '../../../domain/task-view.ts';
import { voicesFor } from '../new-task-options.ts';
import { useVoices } from '../queries.ts';

export function useDirectiveVoices({ options }: Pick<TaskView, 'options'>, spoken: string | undefined): VoiceView[] {
  const { data } = useVoices();
  const provider = voiceProvider(options.voice);
  return useMemo(() => {
    const own = (data ?? []).filter((voice) => voice.provider === provider);
    const fitting = voicesFor(own, spoken);
    return [...fitting, ...own.filter((voice) => !fitting.includes(voice))];
  }, [data, provider, spoken]);
}
