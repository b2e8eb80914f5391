/** A finished video to watch, and the podcast beside it where there is one. */

import { Tabs } from '@base-ui/react/tabs';
import { Clapperboard, Headphones } from 'lucide-react';
import { useState } from 'react';
import { copy } from '../copy.ts';
import { podcastsIn, videosIn } from './outputs-of.ts';
import { Player } from './player.tsx';
import { PodcastPlayer } from './podcast-player.tsx';
import type { Watched } from './watched.ts';
import './watch.css';

export function Watch(watched: Watched) {
  const videos = videosIn(watched.outputs);
  const podcasts = podcastsIn(watched.outputs);
  const [video, setVideo] = useState(videos[0]?.name);
  const [podcast, setPodcast] = useState(podcasts[0]?.name);
  const film = videos.find(({ name }) => name === video) ?? videos[0];
  const sound = podcasts.find(({ name }) => name === podcast) ?? podcasts[0];
  if (film === undefined) return null;
  // Another film is another player: its tracks, its time and its chapters are its own.
  const player = <Player key={film.name} {...watched} video={film} videos={videos} onVideo={setVideo} />;
  if (sound === undefined) return player;
  return (
    <Tabs.Root className="watch" defaultValue="video">
      <Tabs.List className="watch-tabs" aria-label={copy.player.title}>
        <Tabs.Tab className="watch-tab" value="video">
          <Clapperboard aria-hidden="true" />
          {copy.player.title}
        </Tabs.Tab>
        <Tabs.Tab className="watch-tab" value="podcast">
          <Headphones aria-hidden="true" />
          {copy.podcast.title}
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="video" tabIndex={-1}>
        {player}
      </Tabs.Panel>
      <Tabs.Panel value="podcast" tabIndex={-1}>
        <PodcastPlayer key={sound.name} {...watched} podcast={sound} podcasts={podcasts} onPodcast={setPodcast} />
      </Tabs.Panel>
    </Tabs.Root>
  );
}
