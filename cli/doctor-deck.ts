/** A deck of one slide in OpenDocument's plain XML form: enough to see whether LibreOffice converts. */

const NAMESPACES = ['office', 'style', 'text', 'draw', 'presentation']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name === 'draw' ? 'drawing' : name}:1.0"`)
  .concat('xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"')
  .join(' ');

export const ONE_SLIDE_DECK = `<?xml version="1.0" encoding="UTF-8"?>
<office:document ${NAMESPACES} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation">
  <office:master-styles><style:master-page style:name="Plain" style:page-layout-name=""/></office:master-styles>
  <office:body><office:presentation>
    <draw:page draw:name="one" draw:master-page-name="Plain">
      <draw:frame svg:x="2cm" svg:y="2cm" svg:width="20cm" svg:height="3cm"><draw:text-box><text:p>Hello · 你好 · مرحبا · नमस्ते · 🙂</text:p></draw:text-box></draw:frame>
    </draw:page>
  </office:presentation></office:body>
</office:document>
`;
