namespace Lab.Studies.Reservoirs;

/// <summary>The tasks of a reservoir.</summary>
public enum ReservoirTasks
{
    /// <summary>All benchmarks of the field: memory, NARMA-10, parity, Mackey and Glass.</summary>
    Benchmarks,

    /// <summary>Memory capacity, linear and nonlinear, and NARMA-10, of one input evenly spread.</summary>
    Memory,

    /// <summary>The parity of the last two, three and four bits.</summary>
    Parity,

    /// <summary>The series of Mackey and Glass some steps ahead.</summary>
    MackeyGlass,

    /// <summary>The task of a file.</summary>
    Own,
}
