/** One screen: its heading and actions, its content, and how the same is done on the command line. */
import { type ReactNode, useEffect } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import { CommandLine } from './command-line.tsx';
import { type HelpTopic, useHelp } from './help.tsx';
import classes from './page.module.css';

interface Props {
  readonly title: string;
  /** A line below the heading. */
  readonly lead?: ReactNode;
  /** Buttons beside the heading. */
  readonly actions?: ReactNode;
  readonly help: HelpTopic;
  /** The same on the command line. P2 */
  readonly commands?: readonly string[];
  /** Tables take all the room there is; forms are no wider than can be read. */
  readonly width?: 'full' | 'form';
  readonly children: ReactNode;
}

export function Page({ title, lead, actions, help, commands = [], width = 'full', children }: Props) {
  const { t } = useI18n();
  const { setTopic } = useHelp();
  useEffect(() => {
    setTopic(help);
    return () => setTopic(null);
    // The topic is a constant of its screen.
  }, [help, setTopic]);
  useEffect(() => {
    document.title = `${title} · ${t('web.product')}`;
  }, [title, t]);
  return (
    <div className={classes.page} data-width={width}>
      <div className={classes.head}>
        <div>
          <h1>{title}</h1>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
      {commands.length > 0 && <CommandLine commands={commands} />}
    </div>
  );
}

/** A part of a screen with a heading of its own. */
export function Section({
  title,
  lead,
  actions,
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <div>
          <h2>{title}</h2>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
