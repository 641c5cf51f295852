namespace Lab.Workbench.Queues;

/// <summary>What is known of a run that is added to a queue, besides its experiment.</summary>
/// <param name="Command">The command as it was given.</param>
/// <param name="RunsFolder">The folder of all runs.</param>
/// <param name="By">Who adds it.</param>
/// <param name="Terms">When it may begin, and what happens when it fails.</param>
public sealed record QueueRequest(string Command, string RunsFolder, string By, QueueTerms Terms);
