namespace Lab.Workbench.Workers;

/// <summary>A worker of a study, as who watches the study sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Machine">The machine that it is on.</param>
/// <param name="Status">What can be told of it, in a word: alive, unheard, silent, died or ended.</param>
/// <param name="Item">The item that it computes, from 0; <see langword="null"/> where it computes none.</param>
public sealed record StudyWorker(string Name, string Machine, string Status, int? Item);
