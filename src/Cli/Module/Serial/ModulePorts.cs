using System.Globalization;
using System.IO.Ports;

namespace Dukou.Cli.Module.Serial;

/// <summary>A serial port of this computer.</summary>
/// <param name="Name">What <c>--port</c> takes.</param>
/// <param name="Description">What the system calls it; may be empty.</param>
/// <param name="IsPrompt">True when it is, by its numbers, the interactive port of a QuecPython module.</param>
sealed record FoundPort(string Name, string Description, bool IsPrompt);

/// <summary>The serial ports that are there, and which of a module's several ones is the interactive one.</summary>
static partial class ModulePorts
{
    const string Quectel = "2c7c";

    // Vendor, product and USB interface of the interactive port. The CH342 has no interface of its own.
    static readonly (string Vendor, string Product, int? Interface)[] Prompts = [(Quectel, "6001", 5), (Quectel, "0901", 8), (Quectel, "0700", 1), ("1a86", "55d2", null)];

    public static IReadOnlyList<FoundPort> Find()
    {
        var ports = SerialPort.GetPortNames().Distinct().Order(StringComparer.Ordinal);
        return OperatingSystem.IsWindows() ? FindOnWindows([.. ports]) : OperatingSystem.IsLinux() ? [.. ports.Select(FindOnLinux)] : [.. ports.Select(port => new FoundPort(port, "", false))];
    }

    /// <summary>The port that is meant when none is named.</summary>
    /// <exception cref="ModuleLinkException">None or more than one could be.</exception>
    public static string Only()
    {
        var all = Find();
        return all.Where(port => port.IsPrompt).ToList() is [var prompt] ? prompt.Name
            : all is [var one] ? one.Name
            : throw new ModuleLinkException(all.Count == 0 ? Phrase.Of("serial.none") : Phrase.Of("serial.several", string.Join(", ", all.Select(port => port.Name))));
    }

    static FoundPort FindOnLinux(string port)
    {
        // .../usbX/…/interface/ttyUSBn: the interface has its number, the device above it its vendor, product and names.
        var link = new DirectoryInfo($"/sys/class/tty/{Path.GetFileName(port)}/device");
        var (vendor, product, description, number) = ("", "", "", (int?)null);
        for (var folder = link.ResolveLinkTarget(returnFinalTarget: true) as DirectoryInfo; folder is not null && vendor.Length == 0; folder = folder.Parent)
        {
            number ??= Text(folder, "bInterfaceNumber") is { Length: > 0 } text ? int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : null;
            vendor = Text(folder, "idVendor");
            product = Text(folder, "idProduct");
            description = $"{Text(folder, "manufacturer")} {Text(folder, "product")}".Trim();
        }
        return new(port, number is { } at && vendor.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{description} ({vendor}:{product}, MI_{at:00})") : description, IsPrompt(vendor, product, number));
    }

    static string Text(DirectoryInfo folder, string name) => Path.Combine(folder.FullName, name) is var path && File.Exists(path) ? File.ReadAllText(path).Trim() : "";

    internal static bool IsPrompt(string vendor, string product, int? number) =>
        Prompts.Any(prompt => prompt.Vendor == vendor && prompt.Product == product && (prompt.Interface is null || prompt.Interface == number));
}
