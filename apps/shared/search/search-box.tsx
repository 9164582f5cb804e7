/** Words to search with, and what they lead to: a combobox with a list, WAI-ARIA 1.2. */
import { TextInput, UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { useI18n } from '../i18n/i18n.tsx';
import { useSession } from '../session/session.tsx';
import { useSearchText } from '../table/use-search-text.ts';
import { remember } from './recent.ts';
import classes from './search-box.module.css';
import { type Find, type FindGroup, useFinds } from './use-finds.ts';

export function SearchBox({ onChosen }: { onChosen(): void }) {
  const { t } = useI18n();
  const { me } = useSession();
  const [, navigate] = useLocation();
  const text = useSearchText();
  const { groups, isSearching } = useFinds(text.asked);
  const all = groups.flatMap(({ finds }) => finds);
  const [mark, setMark] = useState({ asked: '', at: 0 });
  const id = useId();
  // Other words, another list.
  const at = Math.min(mark.asked === text.asked ? mark.at : 0, all.length - 1);
  const optionId = (find: Find) => `${id}-${all.indexOf(find)}`;

  useEffect(() => {
    // In newer browsers it returns a promise, which React would take for what is to be undone.
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);

  const choose = (find: Find | undefined) => {
    if (find === undefined) return;
    remember(me.userId, find);
    onChosen();
    navigate(`~${find.address}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && all.length > 0) setMark({ asked: text.asked, at: (at + step + all.length) % all.length });
    // What was typed a moment ago has no list of its own yet.
    else if (event.key === 'Enter' && text.typed.trim() === text.asked) choose(all[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes.box}>
      <TextInput
        type="search"
        aria-label={t('web.search.words')}
        placeholder={t('web.search.placeholder')}
        value={text.typed}
        maxLength={200}
        onChange={(event) => text.type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        role="combobox"
        aria-expanded={all.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={all.length > 0 ? `${id}-${at}` : undefined}
        autoComplete="off"
        data-autofocus
      />
      <div id={`${id}-list`} role="listbox" aria-label={t('web.search')} className={classes.list}>
        {groups.map((group) => (
          <Group key={group.label} group={group} marked={all[at]} idOf={optionId} onChoose={choose} />
        ))}
      </div>
      <p role="status" className={classes.state}>
        {all.length === 0 && !isSearching && text.asked !== '' ? t('web.search.nothing') : t('web.search.keys')}
      </p>
    </div>
  );
}

interface GroupProps {
  readonly group: FindGroup;
  readonly marked: Find | undefined;
  idOf(find: Find): string;
  onChoose(find: Find): void;
}

function Group({ group: { label, finds, more }, marked, idOf, onChoose }: GroupProps) {
  const { t } = useI18n();
  return (
    <div role="group" aria-label={label}>
      <div className={classes.kind} aria-hidden="true">
        {label}
      </div>
      {finds.map((find) => (
        // The keyboard stays in the box above: its keys move the mark.
        <UnstyledButton
          key={find.address}
          id={idOf(find)}
          role="option"
          tabIndex={-1}
          aria-selected={find === marked}
          className={classes.find}
          onClick={() => onChoose(find)}
        >
          <span className={classes.name}>{find.label}</span>
          <span className={classes.detail}>{find.detail}</span>
        </UnstyledButton>
      ))}
      {more > 0 && (
        <div className={classes.more} aria-hidden="true">
          {t('web.search.more', { count: more })}
        </div>
      )}
    </div>
  );
}
