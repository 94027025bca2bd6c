// Runs every FOLDER/NAME.onnx by onnxruntime-web on the rows of NAME.in, float32, and writes NAME.out: the first
// output as float32, then the second, where there is one, as int32.  Exit code 77 where it is not installed.
//
//   npm ci --prefix tests/exports && node tests/exports/run_onnx.mjs FOLDER
import fs from 'fs';
import {createRequire} from 'module';
import path from 'path';

let ort;
try {
  ort = createRequire(import.meta.url)('onnxruntime-web');
} catch (missing) {
  process.exit(77);
}
ort.env.wasm.numThreads = 1;

const folder = process.argv[2];
for (const file of fs.readdirSync(folder).filter(name => name.endsWith('.onnx'))) {
  const at = path.join(folder, file.slice(0, -'.onnx'.length));
  const bytes = fs.readFileSync(`${at}.in`);
  const rows = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const session = await ort.InferenceSession.create(new Uint8Array(fs.readFileSync(`${at}.onnx`)));
  const batch = 40;  // the tests' rows
  const results = await session.run({inputs: new ort.Tensor('float32', rows, [batch, rows.length / batch])});
  const [values, classes] = session.outputNames.map(name => results[name].data);
  const parts = [Buffer.from(values.buffer, values.byteOffset, values.byteLength)];
  if (classes) parts.push(Buffer.from(Int32Array.from(classes, Number).buffer));
  fs.writeFileSync(`${at}.out`, Buffer.concat(parts));
  await session.release();
}
process.exit(0);
