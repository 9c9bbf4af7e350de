using System.Text.RegularExpressions;

namespace Dukou.Server.Api;

/// <summary>Character classes that IoTDA uses again and again (application-api, section 0).</summary>
static partial class Patterns
{
    [GeneratedRegex(@"^[a-zA-Z0-9_-]*\z")]
    public static partial Regex Id { get; }

    /// <summary>A node id may also hold colons, as MAC addresses do.</summary>
    [GeneratedRegex(@"^[a-zA-Z0-9:_-]*\z")]
    public static partial Regex NodeId { get; }

    /// <summary>Names of spaces, products and devices.</summary>
    [GeneratedRegex(@"^[\u4e00-\u9fa5a-zA-Z0-9_?'#().,&%@!\-]*\z")]
    public static partial Regex Name { get; }

    /// <summary>As <see cref="Name"/> and with blanks.</summary>
    [GeneratedRegex(@"^[\u4e00-\u9fa5a-zA-Z0-9_?'#().,&%@!\- ]*\z")]
    public static partial Regex DisplayName { get; }
}
