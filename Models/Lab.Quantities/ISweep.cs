namespace Lab.Quantities;

/// <summary>The properties that sweeps of all quantities have in common.</summary>
public interface ISweep
{
    /// <summary>How many values it has.</summary>
    int Count { get; }

    /// <summary>The property of it that a reader may not expect, such as an end that its steps do not reach;
    /// <see langword="null"/> where there is nothing of the kind.</summary>
    string? Remark { get; }
}
