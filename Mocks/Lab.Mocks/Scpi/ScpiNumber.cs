namespace Lab.Mocks.Scpi;

/// <summary>A numeric setting of an instrument: one number that is set, limited and read back.</summary>
public sealed class ScpiNumber
{
    /// <summary>The unit of the parameter and the answer.</summary>
    public string Unit { get; init; } = string.Empty;

    /// <summary>The smallest accepted value, also the answer to <c>MIN</c>.</summary>
    public required Func<double> Minimum { get; init; }

    /// <summary>The largest accepted value, also the answer to <c>MAX</c>.</summary>
    public required Func<double> Maximum { get; init; }

    /// <summary>The value after <c>*RST</c>, also the answer to <c>DEF</c>.</summary>
    public required double Default { get; init; }

    /// <summary>How the instrument writes the number.</summary>
    public Func<double, string> Format { get; init; } = value => value.ToString("R");

    /// <summary>The present value.</summary>
    public double Value { get; set; }
}
