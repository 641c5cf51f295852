namespace Lab.Mocks.Tsp;

/// <summary>What statements of the TSP language act on.</summary>
internal interface ITspMachine
{
    /// <summary>The value of a name; <see langword="null"/> where there is none, as in Lua.</summary>
    object? Get(string name);

    /// <summary>Gives a name a value.</summary>
    /// <exception cref="Scpi.ScpiErrorException">The instrument refuses the value.</exception>
    void Set(string name, object? value);

    /// <summary>Calls a function.</summary>
    /// <exception cref="Scpi.ScpiErrorException">There is no such function, or it fails.</exception>
    ValueTask<object?[]> CallAsync(string name, object?[] arguments, CancellationToken cancellationToken);
}
