/** The finished video, with its chapters and its words beside it. */

import { Tabs } from '@base-ui/react/tabs';
import { useId, useRef, useState } from 'react';
import type { OutputView, TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { formatClock, languageName } from '../format.ts';
import { rest } from '../paths.ts';
import { useChapters, useCues } from '../queries.ts';
import { currentIndex } from '../vtt.ts';
import { Select } from '../ui/select.tsx';
import { FollowList } from './follow-list.tsx';
import { outputsOf } from './outputs-of.ts';
import { useSubtitles } from './use-subtitles.ts';
import './player.css';

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];

export function Player({ task }: { task: TaskView }) {
  const id = useId();
  const video = useRef<HTMLVideoElement>(null);
  const [time, setTime] = useState(0);
  const [broken, setBroken] = useState(false);
  const outputs = outputsOf(task);
  const [main, ...others] = outputs.tracks;
  const address = (name: string | undefined) => (name === undefined ? undefined : rest.output(task.id, name));
  const [subtitles, showSubtitles] = useSubtitles(video);
  const chapters = useChapters(address(outputs.manifest), task.version);
  const spoken = outputs.tracks.find(({ name }) => name === subtitles) ?? main;
  const cues = useCues(address(spoken?.name), task.version);

  if (outputs.video === undefined) return null;

  const seek = (seconds: number) => {
    if (video.current === null) return;
    video.current.currentTime = seconds;
    setTime(seconds);
    // The browser refuses to play before the person touched the page; a click on a chapter is such a touch.
    void video.current.play().catch(() => undefined);
  };
  const words = copy.player;
  const chapterItems = (chapters.data ?? []).map(({ number, title, start }) => ({
    id: number,
    start,
    lead: formatClock(start),
    text: title === '' ? copy.task.slide(number) : title,
  }));
  const cueItems = (cues.data ?? []).map(({ start, text }, index) => ({
    id: index,
    start,
    lead: formatClock(start),
    text,
  }));

  return (
    <section className="player" aria-label={words.title}>
      <div className="player-stage">
        <video
          ref={video}
          controls
          playsInline
          preload="metadata"
          src={address(outputs.video)}
          poster={address(outputs.poster)}
          onTimeUpdate={(event) => setTime(event.currentTarget.currentTime)}
          onSeeking={(event) => setTime(event.currentTarget.currentTime)}
          onError={() => setBroken(true)}
        >
          <track
            id={main?.name}
            kind="captions"
            src={address(main?.name)}
            srcLang={main?.language ?? 'und'}
            label={trackName(main)}
          />
          {others.map((track) => (
            <track
              key={track.name}
              id={track.name}
              kind="subtitles"
              src={address(track.name)}
              srcLang={track.language ?? 'und'}
              label={trackName(track)}
            />
          ))}
        </video>
        {broken && <p role="alert">{words.unplayable}</p>}
        <div className="player-controls">
          <label htmlFor={`${id}-speed`}>{words.speed}</label>
          <Select
            id={`${id}-speed`}
            defaultValue={1}
            onChange={(event) => {
              if (video.current !== null) video.current.playbackRate = Number(event.target.value);
            }}
          >
            {SPEEDS.map((speed) => (
              <option key={speed} value={speed}>
                {speed}×
              </option>
            ))}
          </Select>
          {outputs.tracks.length > 0 && (
            <>
              <label htmlFor={`${id}-subtitles`}>{words.subtitles}</label>
              <Select id={`${id}-subtitles`} value={subtitles} onChange={(event) => showSubtitles(event.target.value)}>
                <option value="">{words.subtitlesOff}</option>
                {outputs.tracks.map((track) => (
                  <option key={track.name} value={track.name}>
                    {trackName(track)}
                  </option>
                ))}
              </Select>
            </>
          )}
        </div>
      </div>
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
            loading={chapters.isLoading}
            none={words.noChapters}
            onSeek={seek}
          />
        </Tabs.Panel>
        <Tabs.Panel className="player-panel" value="transcript" tabIndex={-1}>
          <FollowList
            items={cueItems}
            current={currentIndex(cueItems, time)}
            loading={cues.isLoading}
            none={words.noTranscript}
            onSeek={seek}
          />
        </Tabs.Panel>
      </Tabs.Root>
    </section>
  );
}

const trackName = (track: OutputView | undefined): string =>
  track?.language === undefined ? copy.player.subtitles : languageName(track.language);
