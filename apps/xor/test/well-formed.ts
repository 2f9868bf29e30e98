/** Whether every tag is closed in order and every attribute quoted: what an XML parser minds first. */
export function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  const rest = xml.replaceAll(
    /<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/g,
    (_, closing: string, name: string, _attributes: string, alone: string) => {
      if (closing === '/') open.push(open.pop() === name ? '' : `mismatch ${name}`);
      else if (alone === '') open.push(name);
      if (open.at(-1) === '') open.pop();
      return '';
    },
  );
  return open.length === 0 && !/[<>]/.test(rest) && !/&(?!amp;|lt;|gt;|quot;)/.test(rest);
}
