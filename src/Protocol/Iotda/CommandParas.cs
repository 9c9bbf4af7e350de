using System.Text.Json;

namespace Dukou.Protocol.Iotda;

/// <summary>Checks the paras of a command against the model before it goes down (sections 2.10 and 3.4 of the sheet; D:0038). The platform checks only
/// when the application names a service; without one the paras are free.</summary>
public static class CommandParas
{
    /// <summary>Every reason to refuse, or nothing. Names are unknown, required paras are missing, values do not fit.</summary>
    public static IReadOnlyList<Misfit> Validate(JsonElement paras, string? serviceId, string? commandName, ProductModel model)
    {
        var misfits = new List<Misfit>();
        var isObject = ModelCheck.IsSound(paras, JsonValueKind.Object, "an object", serviceId ?? "", misfits);
        if (serviceId is null || ModelCheck.Service(serviceId, model, misfits) is not { } service)
            return misfits;
        if (Find(commandName ?? "", service, misfits) is { } command && isObject)
            Judge(paras, serviceId, command, misfits);
        return misfits;
    }

    static ServiceCommand? Find(string commandName, ServiceCapability service, List<Misfit> misfits)
    {
        var command = service.FindCommand(commandName);
        if (command is null)
        {
            var nearest = NearestName.Of(commandName, service.Commands.Select(static item => item.CommandName));
            misfits.Add(new(MisfitCode.UnknownCommand, service.ServiceId, commandName, "a command of the service", "", nearest));
        }

        return command;
    }

    static void Judge(JsonElement paras, string serviceId, ServiceCommand command, List<Misfit> misfits)
    {
        foreach (var para in command.Paras)
        {
            if (paras.Member(para.ParaName) is { } value)
                ModelCheck.Value(value, para.Rule, serviceId, para.ParaName, misfits);
            else if (para.Rule.Required)
                misfits.Add(new(MisfitCode.Missing, serviceId, para.ParaName, para.Rule.Expectation(MisfitCode.WrongType), "nothing"));
        }

        foreach (var member in paras.EnumerateObject().Where(member => command.Paras.All(para => para.ParaName != member.Name)))
        {
            var nearest = NearestName.Of(member.Name, command.Paras.Select(static para => para.ParaName));
            misfits.Add(new(MisfitCode.UnknownPara, serviceId, member.Name, "a para of the command", ModelCheck.Describe(member.Value), nearest));
        }
    }
}
