import {
  O_ACCMODE,
  O_RDONLY,
  O_WRONLY,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
  POLLRDNORM,
  POLLWRBAND,
  POLLWRNORM,
} from '../../abi/files.ts';
import type { Services } from '../services.ts';
import type { WaitQueue } from '../wait-queue.ts';
import type { ObjectWatcher, OpenObject } from './object.ts';

/** Events that are told whether asked for or not. */
const ALWAYS = POLLERR | POLLHUP;
/** Events that come by the queue of writers; the others come by that of readers. */
const WRITER_EVENTS = POLLOUT | POLLWRNORM | POLLWRBAND;
/** What poll waits for by nature; the others are always ready, and epoll does not take them. */
const UNWATCHABLE: ReadonlySet<OpenObject['kind']> = new Set(['file', 'directory', 'device']);

/** Which of `events` (POLL numbers) hold for an object now; errors and hang-ups are always told. */
export function readyEvents(services: Services, object: OpenObject, events: number): number {
  const now = object.poll(services);
  const normal = ((now & POLLIN) !== 0 ? POLLRDNORM : 0) | ((now & POLLOUT) !== 0 ? POLLWRNORM : 0);
  return (now | normal) & (events | ALWAYS);
}

/** The queues that are woken when one of `events` may hold; a hang-up of what can be read comes by that of readers. */
export function eventQueues(object: OpenObject, events: number): WaitQueue[] {
  const access = object.flags & O_ACCMODE;
  const queues: WaitQueue[] = [];
  if (access !== O_WRONLY) queues.push(object.readers);
  if (access === O_WRONLY || (access !== O_RDONLY && (events & WRITER_EVENTS) !== 0)) queues.push(object.writers);
  return queues;
}

/** Whether epoll may watch the object. */
export function isWatchable(object: OpenObject): boolean {
  return !UNWATCHABLE.has(object.kind);
}

/** Whether the waking of `queue` can mean one of `events` for the object. */
export function isMeantBy(services: Services, queue: WaitQueue, object: OpenObject, events: number): boolean {
  const wanted = queue === object.writers ? events & WRITER_EVENTS : events & ~WRITER_EVENTS;
  return wanted !== 0 || (object.poll(services) & ALWAYS) !== 0;
}

/** Lets `watcher` be told of all that happens to `object`; gives the queues it stands in. */
export function watch(watcher: ObjectWatcher, object: OpenObject): WaitQueue[] {
  const queues = eventQueues(object, WRITER_EVENTS);
  for (const queue of queues) queue.watchers.push(watcher);
  object.watchers ??= [];
  object.watchers.push(watcher);
  return queues;
}

/** Ends what `watch` began. */
export function unwatch(watcher: ObjectWatcher, object: OpenObject, queues: readonly WaitQueue[]): void {
  for (const { watchers } of queues) watchers.splice(watchers.indexOf(watcher), 1);
  const { watchers } = object;
  watchers?.splice(watchers.indexOf(watcher), 1);
}
