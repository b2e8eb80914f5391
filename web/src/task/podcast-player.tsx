/** The podcast of a video: to listen to, with its chapters and its words beside it. */

import { useRef, useState } from 'react';
import type { OutputView } from '../../../domain/task-view.ts';
import { podcastChaptersOf } from '../chapters.ts';
import { copy } from '../copy.ts';
import { useCues } from '../queries.ts';
import { currentIndex } from '../vtt.ts';
import { FollowTabs } from './follow-tabs.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { podcastCuesFor, posterIn } from './outputs-of.ts';
import type { Watched } from './watched.ts';

interface Props extends Watched {
  podcast: OutputView;
  podcasts: OutputView[];
  onPodcast: (name: string) => void;
}

export function PodcastPlayer(props: Props) {
  const { outputs, version, address, story, storyLoading, podcast, podcasts, onPodcast } = props;
  const audio = useRef<HTMLAudioElement>(null);
  const [time, setTime] = useState(0);
  const cuesName = podcastCuesFor(outputs, podcast);
  const cues = useCues(cuesName === undefined ? undefined : address(cuesName), version);
  const chapters = podcastChaptersOf(story, podcast.language);
  const poster = posterIn(outputs);

  const seek = (seconds: number) => {
    if (audio.current === null) return;
    audio.current.currentTime = seconds;
    setTime(seconds);
    void audio.current.play().catch(() => undefined);
  };

  return (
    <section className="podcast" aria-label={copy.podcast.title}>
      <div className="podcast-stage">
        {poster !== undefined && <img src={address(poster)} alt="" />}
        <p className="podcast-now" dir="auto">
          {chapters[currentIndex(chapters, time)]?.title}
        </p>
        <audio
          ref={audio}
          controls
          preload="metadata"
          src={address(podcast.name)}
          onTimeUpdate={(event) => setTime(event.currentTarget.currentTime)}
          onSeeking={(event) => setTime(event.currentTarget.currentTime)}
        >
          <track kind="captions" src={cuesName === undefined ? undefined : address(cuesName)} />
        </audio>
        {podcasts.length > 1 && (
          <div className="player-controls">
            <LanguageChoice outputs={podcasts} chosen={podcast} onChoose={onPodcast} />
          </div>
        )}
      </div>
      <FollowTabs
        chapters={chapters}
        chaptersLoading={storyLoading}
        cues={cues.data}
        cuesLoading={cues.isLoading}
        time={time}
        onSeek={seek}
      />
    </section>
  );
}
