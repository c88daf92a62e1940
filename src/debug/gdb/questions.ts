import { byteString } from '../../base/bytes.ts';
import { threadName } from '../../kernel/thread.ts';
import type { Debugger } from '../debugger.ts';
import { targetDescription, xmlText } from './description.ts';
import type { Inferiors } from './inferiors.ts';
import { hexText } from './programs.ts';
import { BAD_REQUEST, NO_SUCH, readRange, UNKNOWN } from './replies.ts';
import type { Selection } from './selection.ts';
import { readAddressee, threadText } from './thread-ids.ts';

/** What gdb reads as texts: the processor, threads, processes, and the paths of executables. */
export class Questions {
  private readonly session: Debugger;
  private readonly inferiors: Inferiors;
  private readonly selection: Selection;

  constructor(session: Debugger, inferiors: Inferiors, selection: Selection) {
    this.session = session;
    this.inferiors = inferiors;
    this.selection = selection;
  }

  /** `qThreadExtraInfo`: what `info threads` shows of a thread. */
  threadInfo(text: string): string {
    const whom = readAddressee(text);
    const thread = this.session.threads.find(({ tid }) => tid === whom?.tid);
    return thread === undefined ? NO_SUCH : hexText(`${threadName(thread)}, ${thread.state}`);
  }

  /** `qXfer`: a piece of a text. */
  transfer(text: string): string {
    const [object = '', operation, annex = '', range = ''] = text.split(':');
    const content = operation === 'read' ? this.objectText(object, annex) : undefined;
    const place = readRange(range);
    if (content === undefined) return UNKNOWN;
    if (place === undefined) return BAD_REQUEST;
    const bytes = byteString(new TextEncoder().encode(content));
    const piece = bytes.slice(place.addr, place.addr + place.length);
    return `${place.addr + place.length < bytes.length ? 'm' : 'l'}${piece}`;
  }

  private objectText(object: string, annex: string): string | undefined {
    switch (object) {
      case 'features':
        return annex === 'target.xml' ? targetDescription() : undefined;
      case 'threads':
        return this.threadList();
      case 'exec-file':
        return this.executablePath(annex);
      case 'osdata':
        return annex === '' || annex === 'processes' ? this.processList() : undefined;
      default:
        return undefined;
    }
  }

  private threadList(): string {
    const lines = this.inferiors.threads.map((id) => {
      const thread = this.session.thread(id)!;
      const core = thread.state === 'running' ? ` core="${thread.hart}"` : '';
      return `<thread id="${threadText(id)}"${core} name="${xmlText(threadName(thread))}">${thread.state}</thread>`;
    });
    return `<?xml version="1.0"?>\n<threads>\n${lines.join('\n')}\n</threads>\n`;
  }

  private executablePath(annex: string): string | undefined {
    const pid = annex === '' ? this.selection.thread?.pid : Number.parseInt(annex, 16);
    const process = pid === undefined ? undefined : this.session.kernel.processes.get(pid);
    return this.session.programOf(process)?.path;
  }

  /** For `info os processes`, and to choose one to attach to. */
  private processList(): string {
    const items = this.session.processes.map(({ pid, parent, name, threads }) => {
      const cores = threads.filter(({ state }) => state === 'running').map(({ hart }) => hart);
      const columns = { pid, ppid: parent?.pid ?? 0, command: name, cores: cores.join(',') };
      const fields = Object.entries(columns).map(
        ([column, value]) => `<column name="${column}">${xmlText(String(value))}</column>`,
      );
      return `<item>${fields.join('')}</item>`;
    });
    return `<?xml version="1.0"?>\n<osdata type="processes">\n${items.join('\n')}\n</osdata>\n`;
  }
}
