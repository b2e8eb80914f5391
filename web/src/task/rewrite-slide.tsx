/** A slide's words are refused with a wish, and a model writes them anew. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LoaderCircle, Sparkles } from 'lucide-react';
import { useId, useState } from 'react';
import { copy } from '../copy.ts';
import { keys } from '../queries.ts';
import { rewriteSlide } from '../rest.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

interface Props {
  task: string;
  slide: number;
  disabled: boolean;
  /** Saves what is not saved yet: the model changes what was saved. */
  onSave: () => Promise<unknown>;
}

export function RewriteSlide({ task, slide, disabled, onSave }: Props) {
  const id = useId();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [wish, setWish] = useState('');
  const rewrite = useMutation({
    mutationFn: async () => {
      await onSave();
      return rewriteSlide(task, slide, wish.trim());
    },
    onSuccess: (script) => {
      client.setQueryData(keys.script(task), script);
      setOpen(false);
      setWish('');
    },
  });
  const words = copy.script;
  return (
    <>
      <Button
        look="quiet"
        icon={<Sparkles aria-hidden="true" />}
        disabled={disabled || rewrite.isPending}
        aria-expanded={open}
        aria-controls={`${id}-wish`}
        onClick={() => setOpen(!open)}
      >
        {words.rewrite}
        <span className="visually-hidden">, {copy.task.slide(slide)}</span>
      </Button>
      {open && (
        <form
          id={`${id}-wish`}
          className="script-wish"
          onSubmit={(event) => {
            event.preventDefault();
            rewrite.mutate();
          }}
        >
          <label className="label" htmlFor={`${id}-text`}>
            {words.wish(slide)}
          </label>
          <input
            id={`${id}-text`}
            className="input"
            value={wish}
            maxLength={500}
            placeholder={words.wishExample}
            autoComplete="off"
            disabled={rewrite.isPending}
            onChange={(event) => setWish(event.target.value)}
          />
          <div className="script-bar-actions">
            <Button
              look="primary"
              type="submit"
              disabled={wish.trim() === '' || rewrite.isPending}
              icon={rewrite.isPending ? <LoaderCircle aria-hidden="true" className="listen-turning" /> : undefined}
            >
              {rewrite.isPending ? words.rewriting : words.wishGo}
            </Button>
            <Button look="quiet" disabled={rewrite.isPending} onClick={() => setOpen(false)}>
              {words.wishCancel}
            </Button>
          </div>
          {rewrite.isError && (
            <Notice tone="bad" title={words.notRewritten(slide)}>
              <p>{rewrite.error.message}</p>
            </Notice>
          )}
        </form>
      )}
    </>
  );
}
