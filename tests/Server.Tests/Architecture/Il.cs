using System.Reflection;
using System.Reflection.Emit;

namespace Dukou.Server.Tests.Architecture;

/// <summary>
/// What compiled code refers to, read from its instructions. Unlike a search in the sources it sees what is written without a using
/// directive, and does not take a word in a comment for a reference.
/// </summary>
static class Il
{
    const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value); // Static fields all hold one.

    /// <summary>The types that a type's base, members and instructions name, those of its nested types included; its own not.</summary>
    public static IEnumerable<Type> TypesUsedBy(Type type) => Own(type).SelectMany(Named).SelectMany(Parts).Select(Outermost).Distinct().Where(used => used != type);

    /// <summary>The methods that a method calls, and those that they call in its own assembly; with an async method's or a lambda's body.</summary>
    public static IEnumerable<MethodBase> CallsOf(MethodBase method)
    {
        var seen = new HashSet<MethodBase>();
        var calls = new List<MethodBase>();
        var open = new Stack<MethodBase>([method]);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next))
                continue;
            foreach (var called in Bodies(next).SelectMany(MembersOf).OfType<MethodBase>())
            {
                calls.Add(called);
                if (called.Module == method.Module && called.DeclaringType?.Namespace != typeof(TestPlatform).Namespace)
                    open.Push(called);
            }
        }
        return calls;
    }

    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.IsGenericType ? type.GetGenericTypeDefinition() : type;
    }

    static IEnumerable<MethodBase> Bodies(MethodBase method) => method.GetCustomAttribute<System.Runtime.CompilerServices.StateMachineAttribute>() is { } machine
        ? [method, .. machine.StateMachineType.GetMethods(Everything)]
        : [method];

    static IEnumerable<Type> Own(Type type) => [type, .. type.GetNestedTypes(Everything).SelectMany(Own)];

    static IEnumerable<Type> Named(Type type)
    {
        foreach (var named in type.GetInterfaces().Append(type.BaseType).Concat(type.GetFields(Everything).Select(field => field.FieldType)).OfType<Type>())
            yield return named;
        foreach (var attribute in type.GetCustomAttributesData().Concat(type.GetMembers(Everything).SelectMany(member => member.GetCustomAttributesData())))
            yield return attribute.AttributeType;
        foreach (var method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)))
        {
            foreach (var parameter in method.GetParameters())
                yield return parameter.ParameterType;
            if (method is MethodInfo { ReturnType: var returned })
                yield return returned;
            foreach (var local in method.GetMethodBody()?.LocalVariables ?? [])
                yield return local.LocalType;
            foreach (var clause in method.GetMethodBody()?.ExceptionHandlingClauses ?? [])
                if (clause.Flags == ExceptionHandlingClauseOptions.Clause && clause.CatchType is { } caught)
                    yield return caught;
            foreach (var member in MembersOf(method))
            {
                if ((member as Type ?? member.DeclaringType) is { } named)
                    yield return named;
                if (member is MethodInfo { IsGenericMethod: true } generic)
                    foreach (var argument in generic.GetGenericArguments())
                        yield return argument;
            }
        }
    }

    static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
            return Parts(type.GetElementType()!); // It has one.
        return type.IsGenericParameter ? [] : type.IsGenericType ? [type, .. type.GetGenericArguments().SelectMany(Parts)] : [type];
    }

    static IEnumerable<MemberInfo> MembersOf(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
            yield break;
        var ofType = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            // Opcodes of two bytes begin with FE (ECMA-335, III.1.2.1).
            var opCode = OpCodesByValue[code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : code[at]];
            at += opCode.Size;
            if (opCode.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok
                && method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod) is { } member)
                yield return member;
            at += opCode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }
}
