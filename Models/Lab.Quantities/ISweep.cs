namespace Lab.Quantities;

/// <summary>What sweeps of all quantities have in common.</summary>
public interface ISweep
{
    /// <summary>How many values it has.</summary>
    int Count { get; }

    /// <summary>What a reader may not expect of it, such as an end that its steps do not reach; <see langword="null"/> where
    /// there is nothing of the kind.</summary>
    string? Remark { get; }
}
