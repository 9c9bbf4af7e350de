namespace Dukou.Server.Traces;

/// <summary>What the ledger says about itself.</summary>
static class TraceReasons
{
    public static readonly Reason MoreLikeThis = new("trace.more_like_this",
        "{count} more like this within a second, the earliest of them: {sentence}",
        "一秒内还有 {count} 条同类记录，其中最早的一条：{sentence}",
        "Read the earliest of them: it says what to do.",
        "请查看其中最早的一条，其中说明了处理方法。");

    public static readonly Reason Lost = new("trace.lost",
        "{count} entries were lost here: they came faster than they could be written.",
        "此处丢失了 {count} 条记录：产生的速度超过了写入的速度。",
        "Nothing else was affected. Look for devices that fail over and over, and at the disk.",
        "其他功能不受影响。请检查是否有设备反复失败，以及磁盘是否过慢。");
}
