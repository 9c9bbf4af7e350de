using Dukou.ClientGenerator;

// import API.json MODELS.json      prints the table of shapes, made from a machine-readable description of IoTDA's API
// generate SERVER SHAPES OUT       writes the client's sources; what the server implements is what the client has
switch (args)
{
    case ["import", var api, var models]:
        Import.Write(api, models, Console.Out);
        return 0;
    case ["generate", var server, var shapes, var output]:
        var table = Table.Read(shapes);
        var operations = ServerSources.Read(server).Operations(table);
        Directory.CreateDirectory(output);
        var files = ModelWriter.Write(table, operations).Concat(ClientWriter.Write(table, operations)).ToDictionary();
        foreach (var stale in Directory.GetFiles(output, "*.g.cs").Where(file => !files.ContainsKey(Path.GetFileName(file))))
            File.Delete(stale);
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(output, name), text);
        return 0;
    default:
        Console.Error.WriteLine("usage: import API.json MODELS.json | generate SERVER-FOLDER SHAPES.tsv OUTPUT-FOLDER");
        return 2;
}
