/** What stands beside a player: its chapters, and its words, both followed while it plays. */

import { Tabs } from '@base-ui/react/tabs';
import { copy } from '../copy.ts';
import { formatClock } from '../format.ts';
import { currentIndex } from '../vtt.ts';
import type { Cue } from '../vtt.ts';
import { FollowList } from './follow-list.tsx';
import './player.css';

interface Props {
  chapters: { title: string; start: number }[];
  chaptersLoading: boolean;
  cues: Cue[] | undefined;
  cuesLoading: boolean;
  /** Seconds from the start. */
  time: number;
  onSeek: (seconds: number) => void;
}

export function FollowTabs({ chapters, chaptersLoading, cues = [], cuesLoading, time, onSeek }: Props) {
  const words = copy.player;
  const chapterItems = chapters.map(({ title, start }, id) => ({ id, start, lead: formatClock(start), text: title }));
  const cueItems = cues.map(({ start, text }, id) => ({ id, start, lead: formatClock(start), text }));
  return (
    <Tabs.Root className="player-side" defaultValue="chapters">
      <Tabs.List className="player-tabs">
        <Tabs.Tab className="player-tab" value="chapters">
          {words.chapters}
        </Tabs.Tab>
        <Tabs.Tab className="player-tab" value="transcript">
          {words.transcript}
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel className="player-panel" value="chapters" tabIndex={-1}>
        <FollowList
          items={chapterItems}
          current={currentIndex(chapterItems, time)}
          loading={chaptersLoading}
          none={words.noChapters}
          onSeek={onSeek}
        />
      </Tabs.Panel>
      <Tabs.Panel className="player-panel" value="transcript" tabIndex={-1}>
        <FollowList
          items={cueItems}
          current={currentIndex(cueItems, time)}
          loading={cuesLoading}
          none={words.noTranscript}
          onSeek={onSeek}
        />
      </Tabs.Panel>
    </Tabs.Root>
  );
}
