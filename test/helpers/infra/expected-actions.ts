/** What roles are expected to do, as their policies list it. */
export const LOGS = ["logs:CreateLogStream", "logs:PutLogEvents"];
export const CONSUME = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
  "sqs:ReceiveMessage",
];
export const READ = ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"];
export const RECORD = ["dynamodb:GetItem", "dynamodb:PutItem"];
