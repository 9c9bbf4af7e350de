using System.Text;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>A piece of a template (U:iot_01_0215) that gives text, bytes or a list of texts. Pure; any thread may evaluate it.</summary>
abstract record Expression
{
    /// <exception cref="UnfitException">This CONNECT doesn't fit.</exception>
    public abstract object Evaluate(TemplateInput input);

    /// <summary>What it is made of.</summary>
    public virtual IEnumerable<Expression> Parts => [];

    /// <exception cref="UnfitException">It is no text.</exception>
    public string Text(TemplateInput input) => Evaluate(input) as string ?? throw new UnfitException("the result is no text");
}

/// <summary>Text with <c>${parameter}</c> in it; <c>{"Ref": parameter}</c> is such a text, too.</summary>
/// <param name="Pieces">Text as it stands, or the name of a parameter.</param>
sealed record TextExpression(IReadOnlyList<(string Text, bool IsParameter)> Pieces) : Expression
{
    public override object Evaluate(TemplateInput input) => string.Concat(Pieces.Select(piece => piece.IsParameter ? input.Of(piece.Text) : piece.Text));

    public IEnumerable<string> Parameters => Pieces.Where(piece => piece.IsParameter).Select(piece => piece.Text);
}

/// <summary>A list of texts as it stands.</summary>
sealed record ListExpression(IReadOnlyList<Expression> Items) : Expression
{
    public override object Evaluate(TemplateInput input) => Items.Select(item => item.Text(input)).ToArray();

    public override IEnumerable<Expression> Parts => Items;
}

/// <summary>A function and its arguments.</summary>
sealed record CallExpression(TemplateFunction Function, IReadOnlyList<Expression> Arguments) : Expression
{
    public override object Evaluate(TemplateInput input) => Function.Apply([.. Arguments.Select(argument => argument.Evaluate(input))]);

    public override IEnumerable<Expression> Parts => Arguments;
}

/// <summary><c>Fn::Sub</c>: text whose <c>${name}</c> is a variable of its own or, if there is none, a parameter.</summary>
sealed record SubExpression(TextExpression Template, IReadOnlyDictionary<string, Expression> Variables) : Expression
{
    public override object Evaluate(TemplateInput input)
    {
        var text = new StringBuilder();
        foreach (var (piece, isName) in Template.Pieces)
            text.Append(!isName ? piece : Variables.TryGetValue(piece, out var variable) ? variable.Text(input) : input.Of(piece));
        return text.ToString();
    }

    public override IEnumerable<Expression> Parts =>
        [.. Variables.Values, new TextExpression([.. Template.Pieces.Where(piece => piece.IsParameter && !Variables.ContainsKey(piece.Text))])];
}
