using System.Buffers;
using System.Text.Json;

namespace Dukou.Protocol.Iotda;

/// <summary>Checks the desired section of a shadow as an application writes it (D:0079): keys without <c>.</c>, <c>$</c> and NUL, one level of keys.
/// A null value removes its property. Values of properties that the model does not know are taken, for the shadow pushes writable ones only.</summary>
public static class DesiredShadow
{
    static readonly SearchValues<char> Forbidden = SearchValues.Create(".$\0");

    /// <summary>Every reason to refuse the properties of one service, or nothing.</summary>
    public static IReadOnlyList<Misfit> Validate(JsonElement properties, string serviceId, ProductModel model)
    {
        var misfits = new List<Misfit>();
        if (!ModelCheck.IsSound(properties, JsonValueKind.Object, "an object `desired`", serviceId, misfits))
            return misfits;
        var service = model.FindService(serviceId);
        foreach (var member in properties.EnumerateObject())
        {
            var rule = service?.FindProperty(member.Name)?.Rule;
            if (!IsKey(member.Name))
                misfits.Add(new(MisfitCode.ForbiddenKey, serviceId, member.Name, "a key without `.`, `$` and NUL", $"`{Misfit.Bound(member.Name)}`"));
            else if (member.Value.ValueKind == JsonValueKind.Object && rule?.Type != DataType.JsonObject && !serviceId.StartsWith('$'))
                misfits.Add(new(MisfitCode.Nested, serviceId, member.Name, "one level of keys", ModelCheck.Describe(member.Value)));
            else if (rule is not null && member.Value.ValueKind != JsonValueKind.Null)
                ModelCheck.Value(member.Value, rule, serviceId, member.Name, misfits);
        }

        return misfits;
    }

    /// <summary>Whether a shadow can hold the key.</summary>
    public static bool IsKey(ReadOnlySpan<char> key) => !key.IsEmpty && !key.ContainsAny(Forbidden);
}
