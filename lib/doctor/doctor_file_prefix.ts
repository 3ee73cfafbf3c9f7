/** How the names of this verb's own temporary files begin. */
export const DOCTOR_FILE_PREFIX = ".etcd-wrapper-doctor-";
