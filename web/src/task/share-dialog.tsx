/** Links to a video for people without a key: made with an end, copied, taken back. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link2, Share2, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { SubmitEvent } from 'react';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { baseName } from '../deck-file.ts';
import { formatDay } from '../format.ts';
import { keys, useShares } from '../queries.ts';
import { makeShare, revokeShare } from '../rest.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Select } from '../ui/select.tsx';
import './share-dialog.css';

export function ShareButton({ task }: { task: TaskView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<Share2 aria-hidden="true" />} onClick={() => setOpen(true)}>
        {copy.share.share}
      </Button>
      <Dialog open={open} title={copy.share.title} onClose={() => setOpen(false)}>
        <Share task={task} />
      </Dialog>
    </>
  );
}

const DAYS = [1, 7, 30, 365] as const;

function Share({ task }: { task: TaskView }) {
  const id = useId();
  const client = useQueryClient();
  const [days, setDays] = useState<number>(30);
  const [downloads, setDownloads] = useState(true);
  const renew = () => client.invalidateQueries({ queryKey: keys.shares(task.id) });
  const make = useMutation({ mutationFn: () => makeShare(task.id, { days, downloads }), onSuccess: renew });
  const words = copy.share;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <div className="share">
      <p className="share-text">{words.text}</p>
      <form className="share-form" onSubmit={submit}>
        <div className="field">
          <label className="label" htmlFor={`${id}-days`}>
            {words.ends}
          </label>
          <Select id={`${id}-days`} value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {DAYS.map((count) => (
              <option key={count} value={count}>
                {words.days[count]}
              </option>
            ))}
          </Select>
        </div>
        <CheckField label={words.downloads} hint={words.downloadsHint} checked={downloads} onChange={setDownloads} />
        <Button look="primary" type="submit" icon={<Link2 aria-hidden="true" />} disabled={make.isPending}>
          {words.make}
        </Button>
      </form>
      {make.error !== null && (
        <Notice tone="bad" title={copy.task.actionFailed}>
          <p>{make.error.message}</p>
        </Notice>
      )}
      {make.data !== undefined && <NewLink key={make.data.id} url={make.data.url} name={baseName(task.name)} />}
      <Links task={task} onGone={renew} />
    </div>
  );
}

/** Shown once: afterwards nobody knows the link but those who have it. */
function NewLink({ url, name }: { url: string; name: string }) {
  const id = useId();
  const words = copy.share;
  const link = new URL(url, window.location.href).href;
  const title = name.replace(/[&"<>]/g, '');
  const embed = `<iframe src="${link}?embed=1" title="${title}" width="960" height="540" style="border:0" allow="fullscreen" allowfullscreen></iframe>`;
  return (
    <div className="share-new" role="group" aria-label={words.newLink}>
      <div className="field">
        <label className="label" htmlFor={`${id}-link`}>
          {words.link}
        </label>
        <div className="share-copy">
          <input id={`${id}-link`} className="input" readOnly value={link} onFocus={(event) => event.target.select()} />
          <CopyButton look="primary" text={link} label={words.copyLink} />
        </div>
        <p className="hint">{words.once}</p>
      </div>
      <div className="field">
        <label className="label" htmlFor={`${id}-embed`}>
          {words.embed}
        </label>
        <div className="share-copy">
          <input
            id={`${id}-embed`}
            className="input"
            readOnly
            value={embed}
            onFocus={(event) => event.target.select()}
          />
          <CopyButton text={embed} label={words.copyEmbed} />
        </div>
      </div>
    </div>
  );
}

function Links({ task, onGone }: { task: TaskView; onGone: () => Promise<void> }) {
  const shares = useShares(task.id);
  const revoke = useMutation({ mutationFn: (share: string) => revokeShare(task.id, share), onSettled: onGone });
  const words = copy.share;
  if (shares.data === undefined || shares.data.length === 0) return null;
  return (
    <div className="share-links">
      <h3>{words.links}</h3>
      <ul>
        {shares.data.map(({ id, downloads, expiresAt }) => (
          <li key={id}>
            <Link2 aria-hidden="true" />
            <span>
              {words.until(formatDay(Date.parse(expiresAt)))}
              <span className="hint"> · {downloads ? words.withDownloads : words.watchOnly}</span>
            </span>
            <Button
              look="quiet"
              icon={<Trash2 aria-hidden="true" />}
              disabled={revoke.isPending}
              onClick={() => revoke.mutate(id)}
            >
              {words.revoke}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
