namespace Lab.Studies.Reservoirs;

/// <summary>The inputs that a reservoir is given; several benchmarks share one.</summary>
internal enum ReservoirInputKind
{
    /// <summary>Evenly spread from −1 to 1: memory capacity, and NARMA-10 as the target.</summary>
    Uniform,

    /// <summary>±1: parity, that of two bits as the target.</summary>
    Binary,

    /// <summary>The series of Mackey and Glass.</summary>
    MackeyGlass,

    /// <summary>The input of the user's file.</summary>
    Own,
}
