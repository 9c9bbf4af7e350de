using Dukou.Protocol.Tests.Mqtt;
using Dukou.Protocol.Tests.Mqtt.Cases;
using SharpFuzz;

// Protocol.Fuzz corpus FOLDER   writes the case tables as the first corpus
// Protocol.Fuzz libfuzzer       is driven by libFuzzer through the libfuzzer-dotnet launcher
// Protocol.Fuzz afl             is driven by afl-fuzz: the input on standard input
// Protocol.Fuzz FILE...         runs the target on inputs, to look at a crash
// The Dukou.Protocol.dll beside this program must be instrumented first: sharpfuzz Dukou.Protocol.dll
switch (args)
{
    case ["corpus", var folder]:
        WriteCorpus(folder);
        return 0;
    case ["libfuzzer"]:
        Fuzzer.LibFuzzer.Run(CodecTarget.Run);
        return 0;
    case ["afl"]:
        Fuzzer.OutOfProcess.Run(RunStream);
        return 0;
    case [_, ..] when args.All(File.Exists):
        foreach (var file in args)
            CodecTarget.Run(File.ReadAllBytes(file));
        return 0;
    default:
        Console.Error.WriteLine("Usage: Protocol.Fuzz corpus FOLDER | libfuzzer | afl | FILE...");
        return 2;
}

static void RunStream(Stream input)
{
    var bytes = new MemoryStream();
    input.CopyTo(bytes);
    CodecTarget.Run(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
}

static void WriteCorpus(string folder)
{
    Directory.CreateDirectory(folder);
    var seeds = AllCases.Valid.Select(c => (c.Version, c.Bytes)).Concat(AllCases.Refused.Select(c => (c.Version, c.Bytes)));
    foreach (var (index, (version, bytes)) in seeds.Index())
        File.WriteAllBytes(Path.Combine(folder, $"{index:D3}"), [CodecTarget.VersionByte(version), .. bytes]);
}
