namespace Lab.Workbench.Workers;

/// <summary>Calls a program of Slurm, as <see cref="SlurmCommand"/> does.</summary>
/// <param name="program">The program, such as <c>squeue</c>.</param>
/// <param name="arguments">Its arguments.</param>
/// <returns>Its exit code, and what it wrote; a code other than 0 where it did not answer.</returns>
internal delegate Task<(int ExitCode, string Output, string Error)> SlurmCall(string program, params string[] arguments);
