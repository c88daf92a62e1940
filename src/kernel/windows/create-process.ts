import { CAP_SYS_NICE } from '../../abi/control.ts';
import { X_OK } from '../../abi/files.ts';
import { ARG_STRLEN_MAX } from '../../abi/memory.ts';
import { STRUCTS } from '../../abi/structs.ts';
import * as w from '../../abi/windows.ts';
import { ERROR } from '../../abi/windows-errors.ts';
import { BLOCKED, type Call } from '../call.ts';
import { waitForPages } from '../calls/disk-wait.ts';
import { hasCapability } from '../credentials.ts';
import { areTooLarge, type Image, loadImage, setProgram, startContext } from '../exec.ts';
import type { DirectoryInode } from '../fs/inode.ts';
import { isPermitted } from '../fs/permission.ts';
import { HandleTable } from '../io/handles.ts';
import type { OpenObject } from '../io/object.ts';
import { nameProcess } from '../io/process-object.ts';
import { makeParentlessProcess } from '../lifecycle.ts';
import { isProcessTableFull } from '../limits.ts';
import type { Thread } from '../thread.ts';
import { memoryOf } from '../vm/present.ts';
import { splitCommandLine } from './command-line.ts';
import { fail, failWith, windowsError } from './failure.ts';
import { descriptorOf, entryOf, giveHandle, hasRoom, readInheritance } from './handles.ts';
import { attributesOfClass, inheritedClass, isFavour, isPriorityClass, PRIORITY_CLASSES } from './priority-class.ts';
import { beginThread } from './suspension.ts';
import { nameThread } from './thread-object.ts';

const FLAGS = w.CREATE_SUSPENDED | w.DETACHED_PROCESS | w.CREATE_NEW_PROCESS_GROUP | PRIORITY_CLASSES;
/** Where a program without a `/` in its name is looked for, after the current directory. */
const SYSTEM_DIRECTORIES = ['/bin', '/usr/bin'];
/** The largest environment block that is read. */
const ENVIRONMENT_MAX = 1 << 17;
/** Where the kernel looks for what a file is: its first page. */
const HEADER_BYTES = 4096;

const { bytes: REQUEST_BYTES, fields: REQUEST } = STRUCTS.createprocess;
const { bytes: STARTUP_BYTES, fields: STARTUP } = STRUCTS.startupinfo;

/** A CREATEPROCESS as it was read: what the new process is to be. */
interface Request {
  readonly path: string;
  readonly args: readonly string[];
  readonly environment: readonly string[];
  readonly directory: DirectoryInode;
  readonly flags: number;
  readonly handles: HandleTable;
  /** Whether the creator's new handles to process and thread are inheritable themselves. */
  readonly inherits: readonly [process: boolean, thread: boolean];
}

/** One call makes a process and loads its program: nothing of the creator's memory goes into it. */
export function createProcess(call: Call): number {
  const { kernel, process: creator } = call;
  const fields = call.memory.read(call.args[0]!, REQUEST_BYTES);
  if (fields === undefined) return fail(call, ERROR.ERROR_NOACCESS);
  const view = new DataView(fields.buffer);
  const field = (name: keyof typeof REQUEST) => view.getUint32(REQUEST[name], true);
  const information = field('process_information');
  if (!call.memory.prepare(information, STRUCTS.process_information.bytes, true)) {
    return fail(call, ERROR.ERROR_NOACCESS);
  }
  if (isProcessTableFull(kernel, creator)) return fail(call, ERROR.ERROR_NO_SYSTEM_RESOURCES);
  if (!hasRoom(creator, 2)) return fail(call, ERROR.ERROR_TOO_MANY_OPEN_FILES);
  const request = readRequest(call, field);
  if (request === BLOCKED) return BLOCKED;
  if (typeof request === 'number') return fail(call, request);
  const image = loadImage(kernel, creator, request.path, request);
  if (typeof image === 'number') {
    request.handles.closeAll(kernel);
    return failWith(call, image);
  }
  const thread = start(call, request, image);
  const [process, first] = [
    nameProcess(thread.process, kernel.files.newAnonymous()),
    nameThread(thread, kernel.files.newAnonymous()),
  ];
  call.memory.writeWords(information, [
    giveHandle(call, creator, process, { inherits: request.inherits[0], access: w.PROCESS_ALL_ACCESS }),
    giveHandle(call, creator, first, { inherits: request.inherits[1], access: w.THREAD_ALL_ACCESS }),
    thread.process.pid,
    thread.tid,
  ]);
  return 1;
}

/** The process in the table, with its program; it is ready, unless it is to be suspended. */
function start(call: Call, { directory, flags, handles, path }: Request, image: Image): Thread {
  const { kernel, process: creator } = call;
  const thread = makeParentlessProcess(kernel, creator, {
    space: image.space,
    handles,
    current: directory,
    isDetached: (flags & w.DETACHED_PROCESS) !== 0,
    scheduling: attributesOfClass(flags & PRIORITY_CLASSES || inheritedClass(creator), call.thread.scheduling),
  });
  const { process } = thread;
  setProgram(process, image);
  startContext(image, thread.context);
  process.takesConsoleSignals = (flags & w.CREATE_NEW_PROCESS_GROUP) === 0;
  if (kernel.isFollowed) {
    kernel.tell({ kind: 'fork', cycle: kernel.now(), parent: call.thread, child: thread });
    kernel.tell({ kind: 'exec', cycle: kernel.now(), thread, path });
  }
  beginThread(kernel, thread, (flags & w.CREATE_SUSPENDED) !== 0);
  return thread;
}

/** Reads and checks the request; a number is an error, or BLOCKED while the disk brings the program. */
function readRequest(call: Call, field: (name: keyof typeof REQUEST) => number): Request | number {
  const { kernel, process: creator } = call;
  const flags = field('creation_flags');
  const priority = flags & PRIORITY_CLASSES;
  if ((flags & ~FLAGS) !== 0 || (priority !== 0 && !isPriorityClass(priority))) return ERROR.ERROR_INVALID_PARAMETER;
  if (priority !== 0 && isFavour(priority) && !hasCapability(creator.credentials, CAP_SYS_NICE))
    return ERROR.ERROR_PRIVILEGE_NOT_HELD;
  const application = readText(call, field('application'));
  const line = readText(call, field('command_line'));
  if (typeof application === 'number') return application;
  if (typeof line === 'number') return line;
  const command = line ?? application;
  if (command === undefined) return ERROR.ERROR_INVALID_PARAMETER;
  const args = splitCommandLine(command);
  const path = application ?? searchProgram(call, args[0]!);
  const environment = readEnvironment(call, field('environment'));
  if (environment === undefined) return ERROR.ERROR_NOACCESS;
  if (areTooLarge(creator, { args, environment })) return ERROR.ERROR_FILENAME_EXCED_RANGE;
  const directory = readDirectory(call, field('current_directory'));
  if (typeof directory === 'number') return directory;
  const inherits = [
    readInheritance(call, field('process_attributes')),
    readInheritance(call, field('thread_attributes')),
  ] as const;
  if (inherits[0] === undefined || inherits[1] === undefined) return ERROR.ERROR_NOACCESS;
  const file = kernel.files.find(creator, path);
  if (typeof file === 'number') return windowsError(file);
  if (waitForPages(call, file, 0, HEADER_BYTES) !== 0) return BLOCKED;
  const isDetached = (flags & w.DETACHED_PROCESS) !== 0;
  const handles = handlesFor(call, field('startup_info'), field('inherit_handles') !== 0, isDetached);
  if (typeof handles === 'number') return handles;
  return { path, args, environment, directory, flags, handles, inherits: [inherits[0], inherits[1]] };
}

/** The string at `addr`, undefined for address 0; a number is an error. */
function readText(call: Call, addr: number): string | undefined | number {
  if (addr === 0) return undefined;
  const text = call.memory.readString(addr, ARG_STRLEN_MAX);
  if (text === undefined) return ERROR.ERROR_NOACCESS;
  return text ?? ERROR.ERROR_FILENAME_EXCED_RANGE;
}

/** The program that a name without `/` means; the name itself if there is none. */
function searchProgram(call: Call, name: string): string {
  if (name.includes('/')) return name;
  const { process, kernel } = call;
  const places = [name, ...SYSTEM_DIRECTORIES.map((directory) => `${directory}/${name}`)];
  const isThere = (path: string) => typeof kernel.files.find(process, path) === 'object';
  return places.find(isThere) ?? name;
}

/** The strings of an environment block, which end with an empty one; without a block what the creator was started with. */
function readEnvironment(call: Call, addr: number): string[] | undefined {
  if (addr === 0) {
    const { start, end } = call.process.environmentRange;
    const bytes = memoryOf(call.kernel, call.process).read(start, end - start);
    return bytes === undefined
      ? []
      : String.fromCharCode(...bytes)
          .split('\0')
          .slice(0, -1);
  }
  const strings: string[] = [];
  for (let at = addr; at < addr + ENVIRONMENT_MAX; ) {
    const text = call.memory.readString(at, ENVIRONMENT_MAX);
    if (typeof text !== 'string') return undefined;
    if (text === '') return strings;
    strings.push(text);
    at += text.length + 1;
  }
  return undefined;
}

function readDirectory(call: Call, addr: number): DirectoryInode | number {
  const path = readText(call, addr);
  if (path === undefined) return call.process.directory.current;
  if (typeof path === 'number') return path;
  const inode = call.kernel.files.find(call.process, path);
  if (typeof inode !== 'object' || inode.kind !== 'directory') return ERROR.ERROR_DIRECTORY;
  return isPermitted(call.process, inode, X_OK) ? inode : ERROR.ERROR_ACCESS_DENIED;
}

/**
 * The table of the new process. Handles 4, 8 and 12 are its standard streams: those that the STARTUPINFO names, else the
 * creator's, else none. Every other inheritable handle of the creator, if handles are inherited at all, keeps its number.
 */
function handlesFor(call: Call, startup: number, inheritsHandles: boolean, isDetached: boolean): HandleTable | number {
  const { kernel, process: creator } = call;
  const given = startup === 0 ? [] : readStandardHandles(call, startup);
  if (typeof given === 'number') return given;
  if (given.length > 0 && !inheritsHandles) return ERROR.ERROR_INVALID_PARAMETER;
  const objects: (OpenObject | undefined)[] = [];
  for (const handle of given) {
    const entry = entryOf(creator, handle);
    const isNone = handle === 0 || handle === w.INVALID_HANDLE_VALUE;
    if (!isNone && (entry === undefined || entry.closeOnExec)) return ERROR.ERROR_INVALID_HANDLE;
    objects.push(isNone ? undefined : entry!.object);
  }
  if (given.length === 0 && !isDetached) {
    objects.push(...creator.standardHandles.map((descriptor) => creator.handles.get(descriptor)?.object));
  }
  const passed = given.map(descriptorOf);
  const isOther = (descriptor: number) => descriptor > 2 && !passed.includes(descriptor);
  const handles = inheritsHandles ? creator.handles.duplicateInheritable(isOther) : new HandleTable();
  objects.forEach((object, descriptor) => {
    if (object !== undefined) handles.replace(kernel, descriptor, object, false);
  });
  return handles;
}

/** The three handles of a STARTUPINFO, none if its flags say that they do not count; a number is an error. */
function readStandardHandles(call: Call, addr: number): number[] | number {
  const bytes = call.memory.read(addr, STARTUP_BYTES);
  if (bytes === undefined) return ERROR.ERROR_NOACCESS;
  const view = new DataView(bytes.buffer);
  const word = (at: number) => view.getUint32(at, true);
  if (word(STARTUP.cb) !== STARTUP_BYTES) return ERROR.ERROR_INVALID_PARAMETER;
  if ((word(STARTUP.flags) & w.STARTF_USESTDHANDLES) === 0) return [];
  return [word(STARTUP.std_input), word(STARTUP.std_output), word(STARTUP.std_error)];
}
