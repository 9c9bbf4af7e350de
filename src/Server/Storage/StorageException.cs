namespace Dukou.Server.Storage;

/// <summary>The disk or a file on it does not do what it must; the message is one line for an operator.</summary>
sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
