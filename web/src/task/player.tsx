/** One film, with its chapters and its words beside it. */

import { useId, useRef, useState } from 'react';
import type { OutputView } from '../../../domain/task-view.ts';
import { chaptersOf, youtubeChapters } from '../chapters.ts';
import { copy } from '../copy.ts';
import { formatClock, languageName } from '../format.ts';
import { useCues } from '../queries.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Select } from '../ui/select.tsx';
import { FollowTabs } from './follow-tabs.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { posterIn, tracksFor } from './outputs-of.ts';
import { useSubtitles } from './use-subtitles.ts';
import type { Watched } from './watched.ts';
import './player.css';

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];

interface Props extends Watched {
  video: OutputView;
  /** All films, where there is more than one to choose from. */
  videos: OutputView[];
  onVideo: (name: string) => void;
}

export function Player({ outputs, version, address, story, storyLoading, video, videos, onVideo }: Props) {
  const id = useId();
  const screen = useRef<HTMLVideoElement>(null);
  const [time, setTime] = useState(0);
  const [broken, setBroken] = useState(false);
  const tracks = tracksFor(outputs, video);
  const [main, ...others] = tracks;
  const poster = posterIn(outputs);
  const addressOf = (name: string | undefined) => (name === undefined ? undefined : address(name));
  const [subtitles, showSubtitles] = useSubtitles(screen);
  const spoken = tracks.find(({ name }) => name === subtitles) ?? main;
  const cues = useCues(addressOf(spoken?.name), version);
  const chapters = chaptersOf(story, video.language);
  const youtube = youtubeChapters(chapters, formatClock, copy.task.slide);
  const words = copy.player;

  const seek = (seconds: number) => {
    if (screen.current === null) return;
    screen.current.currentTime = seconds;
    setTime(seconds);
    // The browser refuses to play before the person touched the page; a click on a chapter is such a touch.
    void screen.current.play().catch(() => undefined);
  };

  return (
    <section className="player" aria-label={words.title}>
      <div className="player-stage">
        <video
          ref={screen}
          controls
          playsInline
          preload="metadata"
          src={address(video.name)}
          poster={addressOf(poster)}
          onTimeUpdate={(event) => setTime(event.currentTarget.currentTime)}
          onSeeking={(event) => setTime(event.currentTarget.currentTime)}
          onError={() => setBroken(true)}
        >
          <track
            id={main?.name}
            kind="captions"
            src={addressOf(main?.name)}
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
          {videos.length > 1 && <LanguageChoice outputs={videos} chosen={video} onChoose={onVideo} />}
          <label htmlFor={`${id}-speed`}>{words.speed}</label>
          <Select
            id={`${id}-speed`}
            defaultValue={1}
            onChange={(event) => {
              if (screen.current !== null) screen.current.playbackRate = Number(event.target.value);
            }}
          >
            {SPEEDS.map((speed) => (
              <option key={speed} value={speed}>
                {speed}×
              </option>
            ))}
          </Select>
          {tracks.length > 0 && (
            <>
              <label htmlFor={`${id}-subtitles`}>{words.subtitles}</label>
              <Select id={`${id}-subtitles`} value={subtitles} onChange={(event) => showSubtitles(event.target.value)}>
                <option value="">{words.subtitlesOff}</option>
                {tracks.map((track) => (
                  <option key={track.name} value={track.name}>
                    {trackName(track)}
                  </option>
                ))}
              </Select>
            </>
          )}
          {youtube !== undefined && (
            <span className="player-youtube">
              <CopyButton look="quiet" text={youtube} label={words.youtube} />
            </span>
          )}
        </div>
      </div>
      <FollowTabs
        chapters={chapters.map(({ number, title, start }) => ({
          start,
          title: title === '' ? copy.task.slide(number) : title,
        }))}
        chaptersLoading={storyLoading}
        cues={cues.data}
        cuesLoading={cues.isLoading}
        time={time}
        onSeek={seek}
      />
    </section>
  );
}

const trackName = (track: OutputView | undefined): string =>
  track?.language === undefined ? copy.player.subtitles : languageName(track.language);
