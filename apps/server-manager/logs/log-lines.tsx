/** Lines of the log, the newest at the bottom; it stays there as long as nobody has scrolled up. */
import { Skeleton } from '@mantine/core';
import { useLayoutEffect, useRef } from 'react';
import type { LogLineView } from '../../../src/wire/admin/endpoints/log.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { fieldsText } from './line-text.ts';
import classes from './log-lines.module.css';

interface Props {
  /** Null before the first answer. */
  readonly lines: readonly LogLineView[] | null;
  readonly isPaused: boolean;
  readonly isNarrowed: boolean;
}

/** From the bottom: still there. */
const NEAR_PX = 40;

export function LogLines({ lines, isPaused, isNarrowed }: Props) {
  const { t, formats } = useI18n();
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    if (isAtEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  });
  if (lines === null) return <Skeleton height={320} aria-label={t('web.loading')} />;
  return (
    <>
      <div
        ref={box}
        className={classes.box}
        role="log"
        aria-label={t('server.logs')}
        aria-live="off"
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
        }}
      >
        {lines.length === 0 && (
          <p className={classes.none}>{t(isNarrowed ? 'web.table.nothing-found' : 'server.logs.empty')}</p>
        )}
        {lines.map(({ number, at, level, message, fields }) => (
          <div key={number} className={classes.line} data-level={level}>
            <time dateTime={at} title={at}>
              {formats.clock(at)}
            </time>
            <span className={classes.level}>{level}</span>
            <span className={classes.text}>
              <span className={classes.message}>{message}</span> {fieldsText(fields)}
            </span>
          </div>
        ))}
      </div>
      <p role="status" className={classes.state}>
        {t(isPaused ? 'server.logs.paused' : 'server.logs.live')}
      </p>
    </>
  );
}
