namespace Dukou.Server.Storage;

/// <summary>Log messages of the storage, ids 500-599.</summary>
static partial class StorageLog
{
    [LoggerMessage(500, LogLevel.Error, "The inbox can't be written; devices are not acknowledged until it can: {Problem}")]
    public static partial void InboxFailing(ILogger log, string problem);

    [LoggerMessage(501, LogLevel.Information, "The inbox is written again.")]
    public static partial void InboxRecovered(ILogger log);

    [LoggerMessage(502, LogLevel.Warning, "The inbox is full ({Problem}); sockets are not read until there is room.")]
    public static partial void InboxFull(ILogger log, string problem);

    [LoggerMessage(503, LogLevel.Information, "The inbox has room again.")]
    public static partial void InboxHasRoom(ILogger log);

    [LoggerMessage(504, LogLevel.Critical, "A commit listener threw.")]
    public static partial void ListenerThrew(ILogger log, Exception failure);

    [LoggerMessage(505, LogLevel.Critical, "What is on the disk of inbox.db is not certain ({Problem}). Nothing is lost: its write-ahead log is kept, and grows, until the platform is started again. Look at the disk.")]
    public static partial void InboxLogStays(ILogger log, string problem);

    [LoggerMessage(510, LogLevel.Error, "The projection {Name} can't go on and tries again: {Problem}")]
    public static partial void ProjectionFailing(ILogger log, Exception failure, string name, string problem);

    [LoggerMessage(511, LogLevel.Information, "The projection {Name} goes on.")]
    public static partial void ProjectionRecovered(ILogger log, string name);

    [LoggerMessage(512, LogLevel.Critical, "The projection {Name} stumbled over record {Sequence} and left it out.")]
    public static partial void RecordSkipped(ILogger log, Exception failure, string name, long sequence);

    [LoggerMessage(520, LogLevel.Information, "{File} with {Bytes} bytes of history is deleted: too old, or the history takes too much space.")]
    public static partial void HistoryDayDeleted(ILogger log, string file, long bytes);

    [LoggerMessage(521, LogLevel.Warning, "{File} can't be deleted yet: {Problem}")]
    public static partial void HistoryDayKept(ILogger log, string file, string problem);
}
