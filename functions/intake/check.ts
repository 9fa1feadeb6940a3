import { Logger } from '@aws-lambda-powertools/logger';
import { environment } from '../../shared/aws/environment.ts';
import { s3FromEnvironment } from '../../shared/aws/objects.ts';
import { systemFromEnvironment } from '../../shared/aws/system.ts';
import { arrivalOf } from '../../shared/intake/arrival.ts';
import { checkUpload } from '../../shared/intake/check-upload.ts';
import { scannerNamed } from '../../shared/intake/scanner.ts';

const checker = () => {
  const logger = new Logger({ serviceName: 'intake-check' });
  const env = environment(['INTAKE_BUCKET', 'SCANNER']);
  // Only the store on one machine is told so; in the cloud a missing scanner keeps everything in quarantine.
  const onOneMachine = process.env['S3_FORCE_PATH_STYLE'] === '1';
  const parts = {
    system: systemFromEnvironment(),
    store: { s3: s3FromEnvironment(), bucket: env.INTAKE_BUCKET },
    scanner: scannerNamed(env.SCANNER, onOneMachine),
  };
  return async (event: unknown): Promise<void> => {
    const arrival = arrivalOf(event, env.INTAKE_BUCKET);
    if (arrival === undefined) {
      logger.warn('an object that is no upload was passed over');
      return;
    }
    const end = await checkUpload(parts, arrival);
    logger.info('upload checked', { uploadId: arrival.uploadId, end });
  };
};

let ready: ((event: unknown) => Promise<void>) | undefined;

/** Takes what S3 and the malware scanner tell of an object, in any order and any number of times. */
export const handler = async (event: unknown): Promise<void> => {
  ready ??= checker();
  await ready(event);
};
