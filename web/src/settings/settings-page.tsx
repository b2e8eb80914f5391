/** What a person settles once: the page itself, what new videos start from, how words are spoken; and what this server has. */

import { ArrowLeft } from 'lucide-react';
import { useId } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { chooseLanguage, copy, language, LANGUAGES } from '../copy.ts';
import type { Language } from '../copy.ts';
import { pages } from '../paths.ts';
import { THEMES, useTheme } from '../theme.ts';
import { Segments } from '../ui/segments.tsx';
import { Select } from '../ui/select.tsx';
import { DefaultsForm } from './defaults-form.tsx';
import { LexiconEditor } from './lexicon-editor.tsx';
import { Limits, Providers } from './server-facts.tsx';
import '../task/task-page.css';
import './settings-page.css';

export function SettingsPage() {
  const words = copy.settings;
  return (
    <main id="content" className="page settings" tabIndex={-1}>
      <title>{copy.task.documentTitle(words.title)}</title>
      <Link className="task-back" to={pages.home}>
        <ArrowLeft aria-hidden="true" className="points-along" />
        {copy.task.back}
      </Link>
      <h1>{words.title}</h1>
      <Part title={words.page}>
        <PageForm />
      </Part>
      <Part title={words.newVideos} text={words.newVideosText}>
        <DefaultsForm />
      </Part>
      <Part title={words.lexicon} text={words.lexiconText}>
        <LexiconEditor />
      </Part>
      <Part title={words.providers} text={words.providersText}>
        <Providers />
      </Part>
      <Part title={words.server}>
        <Limits />
      </Part>
    </main>
  );
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="card settings-part" aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        {text !== undefined && <p className="section-aside">{text}</p>}
      </div>
      {children}
    </section>
  );
}

function PageForm() {
  const id = useId();
  const [theme, chooseTheme] = useTheme();
  const isLanguage = (tag: string): tag is Language => Object.hasOwn(LANGUAGES, tag);
  return (
    <div className="settings-fields">
      <div className="field">
        <label className="label" htmlFor={id}>
          {copy.settings.language}
        </label>
        <Select
          id={id}
          value={language}
          onChange={({ target }) => {
            if (!isLanguage(target.value)) return;
            chooseLanguage(target.value);
            location.reload();
          }}
        >
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <Segments
        legend={copy.header.theme}
        items={THEMES.map((value) => ({ value, label: copy.header.themes[value] }))}
        value={theme}
        onChange={chooseTheme}
      />
    </div>
  );
}
