using Dukou.Protocol.Iotda;
using Dukou.Server.Api;

namespace Dukou.Server.Products;

/// <summary>Refusals of requests that do not fit the product model, with every misfit named. The gravest one decides the code.</summary>
static class ModelErrors
{
    public static void Throw(IReadOnlyList<Misfit> misfits)
    {
        if (misfits.Count == 0)
            return;
        var sentence = string.Join("; ", misfits.Select(misfit => misfit.Sentence)) + ".";
        if (misfits.Any(misfit => misfit.Code is MisfitCode.UnknownService or MisfitCode.UnknownProperty or MisfitCode.UnknownCommand))
            throw new IotdaException(new(400, "IOTDA.013002", sentence));
        // The error table has 404 for this code; client code saw it for a property without W.
        if (misfits.Any(misfit => misfit.Code == MisfitCode.NotWritable))
            throw new IotdaException(new(404, "IOTDA.000029", sentence));
        throw Errors.InvalidRequest(sentence);
    }
}
