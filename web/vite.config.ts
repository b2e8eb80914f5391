/** How the web page is built, and served while developing (the API of `npm start` behind it). */

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    // Everything is a file of our own: the Content-Security-Policy allows neither inline code nor data: addresses.
    assetsInlineLimit: 0,
    target: 'es2023',
  },
  server: { proxy: { '/api': 'http://localhost:3000' } },
});
