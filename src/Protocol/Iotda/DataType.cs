namespace Dukou.Protocol.Iotda;

/// <summary>The nine data types of a product model (G:service_property).</summary>
public enum DataType : byte
{
    /// <summary><c>int</c>: a JSON integer of 32 bits.</summary>
    Whole32,

    /// <summary><c>long</c>: a JSON integer of 64 bits.</summary>
    Whole64,

    /// <summary><c>decimal</c>: any JSON number.</summary>
    Number,

    /// <summary><c>string</c>.</summary>
    Text,

    /// <summary><c>DateTime</c>: a string <c>yyyyMMdd'T'HHmmss'Z'</c>.</summary>
    DateTime,

    /// <summary><c>jsonObject</c>: a JSON object of any content.</summary>
    JsonObject,

    /// <summary><c>enum</c>: a string of the list.</summary>
    Enumeration,

    /// <summary><c>boolean</c>: true or false; 0 and 1 are taken, too, since older models had no boolean.</summary>
    Boolean,

    /// <summary><c>string list</c>: an array of strings.</summary>
    TextList,
}

/// <summary>The names of the data types on the wire.</summary>
public static class DataTypes
{
    static readonly string[] Names = ["int", "long", "decimal", "string", "DateTime", "jsonObject", "enum", "boolean", "string list"];

    /// <summary>The name on the wire.</summary>
    public static string WireName(this DataType type) => Names[(int)type];

    /// <summary>Reads a name; the spelling is exact.</summary>
    public static bool TryParse(string name, out DataType type)
    {
        var index = Array.IndexOf(Names, name);
        type = (DataType)Math.Max(0, index);
        return index >= 0;
    }
}
